# ---
# jupyter:
#   exercise:
#     id: ch06.forks
#     title: The engine that forgets a path
#     kind: bug
#     lesson: 05-backpropagation
#     hints:
#       - "Try the engine on `forked_tape`, where x·x is the product of a node with itself, and on a chain without forks. Where is it wrong?"
#       - "When a value is used twice, the loss depends on it along two paths. What does the chain rule do with the two contributions?"
#       - "The line that writes a parent's gradient replaces what another child has left there. It must add."
# ---
# %% [markdown]
# This is the heart of a reverse-mode engine. A **tape** lists the nodes of a graph in the order in which they were computed. Each entry is a pair `(parents, slopes)`: the numbers of the nodes it was computed from, and its partial derivatives by them. Inputs have no parents. The last node is the loss.
#
# `backward(tape)` returns the gradient of the loss by every node. It is right on chains and wrong on many graphs. Find the mistake and mend it.
# %% tags=["given"]
import numpy as np

# x = 3, y = x · x, loss = y + x: the nodes 0, 1, 2
forked_tape = [([], []), ([0, 0], [3.0, 3.0]), ([1, 0], [1.0, 1.0])]
# %% tags=["answer"]
def backward(tape):
    """Gradients of the last node by all nodes, a list of numbers."""
    gradients = [0.0] * len(tape)
    gradients[-1] = 1.0
    for node in reversed(range(len(tape))):
        parents, slopes = tape[node]
        for parent, slope in zip(parents, slopes):
            ### BEGIN SOLUTION
            gradients[parent] += slope * gradients[node]
            ### STUB
            gradients[parent] = slope * gradients[node]
            ### END SOLUTION
    return gradients
# %% tags=["check"] points=1
def check_chain_and_fork(sub, rng):
    """x² + x at x = 3 has the slope 7."""
    got = sub.backward([([], []), ([0, 0], [3.0, 3.0]), ([1, 0], [1.0, 1.0])])
    assert len(got) == 3, f"three nodes, {len(got)} gradients"
    assert abs(got[0] - 7) < 1e-9, f"the gradient by x is {got[0]:g}, wanted 2·3 + 1 = 7; x is used three times"
# %% tags=["check"] points=1
def check_diamond(sub, rng):
    """Two ways from the input to the loss: their products add up."""
    tape = [([], []), ([0], [2.0]), ([0], [5.0]), ([1, 2], [3.0, -1.0])]
    got = sub.backward(tape)
    assert abs(got[0] - 1) < 1e-9, f"2·3 + 5·(−1) = 1, but the gradient is {got[0]:g}"
# %% tags=["hidden"] points=2 hint="A node that does not influence the loss has the gradient 0."
def check_unused_node(sub, rng):
    """A node that the loss does not use has gradient 0, and harms nobody."""
    got = sub.backward([([], []), ([0], [4.0]), ([0], [100.0]), ([1], [0.5])])
    assert abs(got[2]) < 1e-12, f"a node that the loss does not use has gradient {got[2]:g}"
    assert abs(got[0] - 2) < 1e-9, f"the gradient by the input is {got[0]:g}, wanted 4·0.5 = 2"
# %% tags=["hidden"] points=2 hint="The gradient is the sum over all paths of the product of the slopes."
def check_random_graphs(sub, rng):
    """On random graphs it is the sum over paths, computed forwards."""
    for _ in range(10):
        tape = [([], [])]
        for node in range(1, 12):
            parents = rng.integers(0, node, size=rng.integers(1, 4)).tolist()
            tape.append((parents, rng.normal(size=len(parents)).tolist()))
        got = sub.backward(tape)
        for start in range(12):
            forward = np.zeros(12)
            forward[start] = 1
            for node in range(start + 1, 12):
                forward[node] = sum(slope * forward[parent] for parent, slope in zip(*tape[node]))
            assert abs(got[start] - forward[-1]) < 1e-9, f"on a random graph of 12 nodes the gradient by node {start} is {got[start]:.4g}, wanted {forward[-1]:.4g}"
# %% tags=["wrong"] fails=["check_random_graphs", "check_chain_and_fork"]
def backward(tape):  # adds, but in the order of the forward pass
    gradients = [0.0] * len(tape)
    gradients[-1] = 1.0
    for node in range(len(tape)):
        for parent, slope in zip(*tape[node]):
            gradients[parent] += slope * gradients[node]
    return gradients
# %% tags=["wrong"] fails=["check_chain_and_fork", "check_random_graphs"]
def backward(tape):  # counts a parent once, even if it is used twice by one node
    gradients = [0.0] * len(tape)
    gradients[-1] = 1.0
    for node in reversed(range(len(tape))):
        for parent, slope in dict(zip(*tape[node])).items():
            gradients[parent] += slope * gradients[node]
    return gradients
# %% tags=["wrong"] fails=["check_unused_node"]
def backward(tape):  # every node starts with 1, as if each were a loss
    gradients = [1.0] * len(tape)
    for node in reversed(range(len(tape))):
        for parent, slope in zip(*tape[node]):
            gradients[parent] += slope * gradients[node] - (gradients[parent] == 1)
    return gradients
