# ---
# jupyter:
#   exercise:
#     id: ch06.straight_through
#     title: A step that lets gradients through
#     kind: implement
#     lesson: 05-backpropagation
#     time_limit: 20
#     hints:
#       - "Subclass `torch.autograd.Function`. `forward(ctx, x)` computes the step and keeps x with `ctx.save_for_backward(x)`."
#       - "`backward(ctx, upstream)` returns one gradient for each argument of `forward`. Here it is upstream where |x| ≤ 1, and 0 elsewhere."
#       - "`(x,) = ctx.saved_tensors`, and then `upstream * (x.abs() <= 1)`. At 0 the step is +1: `torch.where(x >= 0, 1.0, -1.0)`."
# ---
# %% [markdown]
# The step function $\operatorname{step}(x) = +1$ for $x \ge 0$, $-1$ for $x < 0$ has slope 0 wherever it has one, so no gradient passes it. The **straight-through estimator** keeps the step in the forward pass and pretends in the backward pass that it was $x$, clipped to $[-1, 1]$: the gradient is passed on where $|x| \le 1$ and is 0 elsewhere.
#
# Write it as a `torch.autograd.Function` and give it as the function `step(x)`. Its values are floating-point numbers, as those of $x$ are.
# %% tags=["given"]
import torch
# %% tags=["answer"]
class Step(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ### BEGIN SOLUTION
        ctx.save_for_backward(x)
        return torch.where(x >= 0, 1.0, -1.0).to(x.dtype)
        ### END SOLUTION

    @staticmethod
    def backward(ctx, upstream):
        ### BEGIN SOLUTION
        (x,) = ctx.saved_tensors
        return upstream * (x.abs() <= 1)
        ### END SOLUTION


def step(x):
    """+1 or −1, element by element, with the straight-through gradient."""
    return Step.apply(x)
# %% tags=["probe"]
def step_and_gradient(x, upstream):
    """Values of step at x, and the gradient that arrives at x."""
    x = torch.tensor(x, requires_grad=True)
    value = step(x)
    if value.requires_grad:
        value.backward(torch.tensor(upstream, dtype=value.dtype))
    return value.detach().numpy(), torch.zeros(x.shape).numpy() if x.grad is None else x.grad.numpy()


def learn_a_shift(steps):
    """Distance to the target after descent on (mean of step(x + b) − 0.5)²: it needs a gradient."""
    x, b = torch.linspace(-1, 1, 41), torch.zeros(1, requires_grad=True)
    for _ in range(steps):
        loss = (step(x + b).mean() - 0.5) ** 2
        (slope,) = torch.autograd.grad(loss, b)
        b = (b - 0.2 * slope).detach().requires_grad_()
    return abs(step(x + b).mean().item() - 0.5)
# %% tags=["check"] points=1
def check_values(sub, rng):
    """The values are +1 and −1, and step(0) = +1."""
    value, _ = sub.step_and_gradient([-2.0, -0.5, 0.0, 0.5], [1.0, 1.0, 1.0, 1.0])
    assert value.dtype.kind == "f", f"the values are {value.dtype}, which carries no gradient; write 1.0 and −1.0"
    assert value.tolist() == [-1, -1, 1, 1], f"at −2, −0.5, 0, 0.5 it gives {value.tolist()}, wanted −1, −1, 1, 1; torch.sign(0) is 0"
# %% tags=["check"] points=1
def check_passes(sub, rng):
    """At x = 0.5 the upstream gradient arrives unchanged."""
    _, gradient = sub.step_and_gradient([0.5], [3.0])
    assert gradient[0] == 3, f"an upstream gradient of 3 arrives as {gradient}; is backward your own?"
# %% tags=["hidden"] points=2 hint="Outside [−1, 1] nothing passes; at ±1 itself it does."
def check_clipped(sub, rng):
    """Outside [−1, 1] the gradient is 0; at ±1 it still passes."""
    _, gradient = sub.step_and_gradient([-1.5, -1.0, 1.0, 1.5], [2.0, 2.0, 2.0, 2.0])
    assert gradient.tolist() == [0, 2, 2, 0], f"at −1.5, −1, 1, 1.5 an upstream of 2 arrives as {gradient.tolist()}, wanted 0, 2, 2, 0"
# %% tags=["hidden"] points=1 hint="Multiply by upstream, element by element."
def check_matrix(sub, rng):
    """Matrices with upstream gradients of both signs come out right."""
    x, upstream = rng.normal(size=(5, 3)), rng.normal(size=(5, 3))
    value, gradient = sub.step_and_gradient(x.tolist(), upstream.tolist())
    want = (upstream * (abs(x) <= 1)).astype("float32")
    assert value.shape == (5, 3) and abs(gradient - want).max() < 1e-6, "for a 5 × 3 matrix the gradient is not upstream where |x| ≤ 1, else 0"
# %% tags=["hidden"] points=2 hint="With a gradient of 0, descent does not move at all."
def check_learns(sub, rng):
    """A bias behind the step learns by descent."""
    distance = sub.learn_a_shift(200)
    assert distance < 0.1, f"after 200 steps of descent the output is {distance:.3g} off; the gradient does not reach the bias"
# %% tags=["wrong"] fails=["check_passes", "check_clipped", "check_learns"]
def step(x):  # autograd's own gradient of a step: 0
    return torch.where(x >= 0, x * 0 + 1, x * 0 - 1)
# %% tags=["wrong"] fails=["check_clipped"]
class Step(torch.autograd.Function):  # passes the gradient everywhere
    @staticmethod
    def forward(ctx, x):
        return torch.where(x >= 0, 1.0, -1.0)

    @staticmethod
    def backward(ctx, upstream):
        return upstream


def step(x):
    return Step.apply(x)
# %% tags=["wrong"] fails=["check_values"]
class Step(torch.autograd.Function):  # torch.sign gives 0 at 0
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return torch.sign(x)

    @staticmethod
    def backward(ctx, upstream):
        (x,) = ctx.saved_tensors
        return upstream * (x.abs() <= 1)


def step(x):
    return Step.apply(x)
