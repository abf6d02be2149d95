# ---
# jupyter:
#   exercise:
#     id: ch07.turned_copies
#     title: Average over the group, and count it once
#     kind: implement
#     lesson: 05-augmentation
#     hints:
#       - "The group of a square has eight members: four quarter-turns, each with and without a mirror flip. `np.rot90` and slicing with -1 do both."
#       - "Call `predict` on the images moved by each member and average the eight answers."
#       - "`np.rot90(images, k, axes=(1, 2))` turns all images; `images[:, :, ::-1]` flips them."
# ---
# %% [markdown]
# A flower on a microscope slide has no right way up. Lesson 7.4 shows that averaging a predictor over a finite group that keeps the labels and the distribution of the data never raises a convex risk. Write `orbit_mean(predict, images)`: the mean of `predict` over all eight turns and flips of the square. `predict` takes images `(n, s, s)` and returns an array whose first axis has length `n`.
# %% tags=["given"]
import numpy as np

# %% tags=["answer"]
def orbit_mean(predict, images):
    """Mean prediction over the eight symmetries of the square, for images (n, s, s)."""
    ### BEGIN SOLUTION
    moved = [np.rot90(flipped, k, axes=(1, 2)) for flipped in (images, images[:, :, ::-1]) for k in range(4)]
    return np.mean([predict(m) for m in moved], axis=0)
    ### END SOLUTION
# %% tags=["probe"]
def averaged(kind, images):
    """The learner's mean of one of three predictors."""
    predictors = {
        "sum": lambda x: x.sum((1, 2)),
        "left": lambda x: np.stack([x[:, :, : x.shape[2] // 2].sum((1, 2)), x[:, 0].sum(1) ** 2], 1),
        "cube": lambda x: x[:, 0, 1] ** 3,
        "pixel": lambda x: x[:, 0, 1],
    }
    return orbit_mean(predictors[kind], np.asarray(images))
# %% tags=["check"] points=1
def check_shape(sub, rng):
    """The result has the shape of one prediction, and constants stay."""
    images = rng.normal(size=(3, 4, 4))
    got = np.asarray(sub.averaged("sum", images))
    assert got.shape == (3,), f"the shape is {got.shape}, wanted (3,)"
    assert np.allclose(got, images.sum((1, 2))), "the sum of all pixels is the same for all eight copies, so the mean must be that sum"
# %% tags=["check"] points=1
def check_turn(sub, rng):
    """Turning the images by a quarter changes nothing."""
    images = rng.normal(size=(2, 4, 4))
    a, b = sub.averaged("left", images), sub.averaged("left", np.rot90(images, 1, axes=(1, 2)).copy())
    assert np.allclose(a, b), "the mean differs between an image and its quarter-turn; average over all four turns"
# %% tags=["hidden"] points=2 hint="The eight members: four turns, each with and without a flip."
def check_flip(sub, rng):
    """Flipping the images left to right, or top to bottom, changes nothing."""
    images = rng.normal(size=(2, 6, 6))
    for other in (images[:, :, ::-1], images[:, ::-1], images.transpose(0, 2, 1)):
        assert np.allclose(sub.averaged("cube", images), sub.averaged("cube", other.copy())), "the mean differs between an image and a mirror image of it"
# %% tags=["hidden"] points=2 hint="Each of the eight members counts once."
def check_weights(sub, rng):
    """A single pixel off the diagonals visits eight places, each with weight 1/8."""
    images = rng.normal(size=(1, 5, 5))
    image = images[0]
    want = np.mean([image[i, j] for i, j in ((0, 1), (1, 0), (0, 3), (3, 0), (4, 1), (1, 4), (4, 3), (3, 4))])
    got = float(np.asarray(sub.averaged("pixel", images)).reshape(-1)[0])
    assert abs(got - want) < 1e-9, f"the pixel (0, 1) averages to {got:.4f} over the orbit, wanted {want:.4f}"
# %% tags=["wrong"] fails=["check_flip", "check_weights"]
def orbit_mean(predict, images):  # turns only
    return np.mean([predict(np.rot90(images, k, axes=(1, 2))) for k in range(4)], axis=0)
# %% tags=["wrong"] fails=["check_shape"]
def orbit_mean(predict, images):  # the sum
    moved = [np.rot90(f, k, axes=(1, 2)) for f in (images, images[:, :, ::-1]) for k in range(4)]
    return np.sum([predict(m) for m in moved], axis=0)
# %% tags=["wrong"] fails=["check_turn", "check_weights"]
def orbit_mean(predict, images):  # flips both ways and half-turns: half of the group
    moved = [images, images[:, ::-1], images[:, :, ::-1], images[:, ::-1, ::-1]]
    return np.mean([predict(m) for m in moved], axis=0)
# %% tags=["wrong"] fails=["check_turn"]
def orbit_mean(predict, images):  # turns the stack instead of the images
    moved = [np.rot90(f, k, axes=(0, 1)) for f in (images, images[:, :, ::-1]) for k in (0, 2)]
    return np.mean([predict(m) for m in moved], axis=0)
