"""Answers that take too much, tamper with the grading, or reach for what is not theirs; the last under both kinds of sandbox."""

import os
import socket
import subprocess
import sys
import threading
import time

import pytest

from grading import sandbox
from grading.judge import Judge
from tests.grading.hand_in import DOUBLE, OWN, REFERENCES, SOFTMAX, solved


def outcome(grade_notebook, judge, code):
    """Grade a bad answer between two good ones: its points, all that is said of it, and the flags."""
    result, points = grade_notebook(judge, solved({SOFTMAX: code}))
    assert points[DOUBLE] == 3 and points[OWN] == 4 and result["status"] == "graded", result
    bad = next(one for one in result["exercises"] if one["exercise"] == SOFTMAX)
    return points[SOFTMAX], str(bad["verdicts"]) + str(bad["notes"]), bad["flags"]


# ---- time and size ---------------------------------------------------------------------------------------------------------

TOO_MUCH = {
    "endless loop in the function": ("def log_softmax(z, axis=-1):\n    while True: pass", "longer than 1.5 s"),
    "endless loop at top level": ("def log_softmax(z, axis=-1): return z\nwhile True: pass", "running the cell of the answer: took longer than 1.5 s"),
    "ignored signals": (
        "import signal\nfor n in range(1, 65):\n    try: signal.signal(n, signal.SIG_IGN)\n    except (OSError, ValueError): pass\n"
        "def log_softmax(z, axis=-1):\n    while True:\n        try:\n            while True: pass\n        except BaseException: pass",
        "longer than 1.5 s",
    ),
    "loop in C": ("def log_softmax(z, axis=-1): return sum(range(10**13))", "longer than 1.5 s"),
    "huge return value": ("def log_softmax(z, axis=-1): return np.zeros((12_000_000,))", "limit is 64 MB"),
    "huge list": ("def log_softmax(z, axis=-1): return [[1.5] * 3000] * 3000", "limit is 64 MB|longer than 1.5 s|MemoryError"),
    "memory hog": ("def log_softmax(z, axis=-1): return np.ones(10**10)", "MemoryError"),
    "slow memory hog": ("def log_softmax(z, axis=-1):\n    x = []\n    while True: x.append(bytearray(10**8))", "MemoryError|longer than 1.5 s"),
    "endless recursion": ("def log_softmax(z, axis=-1): return log_softmax(z)", "RecursionError"),
    "endless recursion without a limit": (
        "import sys\nsys.setrecursionlimit(10**9)\ndef log_softmax(z, axis=-1): return [log_softmax(z) for _ in [0]]",
        "crashed|RecursionError|MemoryError|longer than 1.5 s|died",
    ),
    "huge number": ("def log_softmax(z, axis=-1): return 10**100_000", "cannot be written down"),
    "endless iterator": ("import itertools\ndef log_softmax(z, axis=-1): return itertools.count()", "no number, text, array, list or dict"),
    "deep list": ("def log_softmax(z, axis=-1):\n    x = []\n    for _ in range(10**5): x = [x]\n    return x", "nested"),
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_too_much(plain_judge, grade_notebook, name):
    code, words = TOO_MUCH[name]
    points, said, flags = outcome(grade_notebook, plain_judge, code)
    assert points == 0 and any(word in said for word in words.split("|")), said
    assert not flags


@pytest.mark.parametrize("code", [
    "import time\ndef log_softmax(z, axis=-1):\n    time.sleep(0.3)\n    return right(z, axis)",
    "def log_softmax(z, axis=-1):\n    print('x' * 10**8)\n    return right(z, axis)",
    "import sys\nfor _ in range(1000): print('y' * 10**5)\ndef log_softmax(z, axis=-1):\n    sys.stderr.write('z' * 10**6)\n    return right(z, axis)",
    "import threading, time\nthreading.Thread(target=lambda: time.sleep(1000)).start()\ndef log_softmax(z, axis=-1): return right(z, axis)",
    "import threading\ndef spin():\n    while True: pass\nthreading.Thread(target=spin, daemon=True).start()\ndef log_softmax(z, axis=-1): return right(z, axis)",
    "print('10/10')\nprint('{\"score\": 10}')\ndef log_softmax(z, axis=-1): return right(z, axis)",
], ids=["sleeping", "100 MB of print", "100 MB at top level", "a sleeping thread", "a busy thread", "prints 10/10"])  # fmt: skip
def test_within_the_limits_a_right_answer_passes(plain_judge, grade_notebook, code):
    right = REFERENCES[SOFTMAX].replace("def log_softmax", "def right")
    points, said, flags = outcome(grade_notebook, plain_judge, f"{right}\n{code}")
    assert points == 6 and not flags, said


def test_time_is_given_up_after_two_checks(plain_judge, grade_notebook):
    start = time.perf_counter()
    outcome(grade_notebook, plain_judge, "def log_softmax(z, axis=-1):\n    while True: pass")
    assert time.perf_counter() - start < 2 * 1.5 + 3


# ---- tampering -------------------------------------------------------------------------------------------------------------

TAMPER = {
    "fakes numpy.testing and allclose": "np.testing.assert_allclose = np.allclose = lambda *a, **k: True\ndef log_softmax(z, axis=-1): return z",
    "fakes isfinite, abs and max": "np.isfinite = np.abs = np.max = lambda *a, **k: np.float64(0)\ndef log_softmax(z, axis=-1): return z",
    "fakes builtins": "import builtins\nbuiltins.abs = builtins.max = builtins.isinstance = lambda *a: 0\ndef log_softmax(z, axis=-1): return z",
    "evil __eq__": "class Yes:\n    def __eq__(self, o): return True\n    def __sub__(self, o): return 0.0\n    __rsub__ = __sub__\n    shape = (2,)\ndef log_softmax(z, axis=-1): return Yes()",
    "evil array subclass": (
        "class Yes(np.ndarray):\n    def __eq__(self, o): return np.ones(self.shape, bool)\n    def __sub__(self, o): return 0 * np.asarray(self)\n"
        "    def __array_ufunc__(self, *a, **k): return np.float64(0)\n    def __array_function__(self, *a, **k): return True\n"
        "def log_softmax(z, axis=-1): return np.full(z.shape, 7.0).view(Yes)"
    ),
    "evil float": "class Yes(float):\n    def __eq__(self, o): return True\ndef log_softmax(z, axis=-1): return Yes(1)",
    "evil exception": "class Odd(Exception):\n    def __str__(self): raise SystemExit\ndef log_softmax(z, axis=-1): raise Odd",
    "raises AssertionError": "def log_softmax(z, axis=-1): raise AssertionError('passed')",
    "claims not to be implemented": "def log_softmax(z, axis=-1): raise NotImplementedError",
    "IPython transformer": "get_ipython().input_transformers_cleanup.append(lambda lines: ['pass'])\ndef log_softmax(z, axis=-1): return z",
    "walks the frames": (
        "import sys\ndef log_softmax(z, axis=-1):\n    frame, found = sys._getframe(), []\n    while frame:\n        found += [k for k in {**frame.f_globals, **frame.f_locals} if 'check_' in k or k in ('ref', 'reference')]\n"
        "        frame = frame.f_back\n    return z if not found else np.log(np.exp(z) / np.exp(z).sum())"
    ),
    "walks the garbage": (
        "import gc\ndef log_softmax(z, axis=-1):\n    for o in gc.get_objects():\n        if callable(o) and getattr(o, '__name__', '') in ('check_large_logits', 'run_check'): return 0 / 0\n"
        "        if isinstance(o, dict) and callable(o.get('log_softmax')) and o['log_softmax'] is not log_softmax: return o['log_softmax'](z)\n    return z"
    ),
    "redefines the runner": "def check_my_answer(*a): print('✓')\ndef run_check(*a): return 'passed', ''\ndef check_equal_logits(sub, rng): pass\ndef log_softmax(z, axis=-1): return z",
    "prints 10/10": "def log_softmax(z, axis=-1):\n    print('10/10')\n    return '10/10'",
    "replaces json": "import json\njson.dumps = lambda *a, **k: '{\"value\": 1}'\ndef log_softmax(z, axis=-1): return z",
}  # fmt: skip


@pytest.mark.parametrize("name", TAMPER)
def test_tampering_earns_nothing(plain_judge, grade_notebook, name):
    points, said, _ = outcome(grade_notebook, plain_judge, TAMPER[name])
    assert points == 0, said


FORGED = """
import os, stat, struct
def log_softmax(z, axis=-1):
    for n in range(3, 200):
        try:
            if stat.S_ISSOCK(os.fstat(n).st_mode): os.write(n, FORGERY)
        except OSError: pass
    return z
"""


@pytest.mark.parametrize("forgery", [
    "struct.pack('>II', 13, 0) + b'{\"d\": 5, \"e\": 6}'",
    "b'\\xff' * 4000",
    "struct.pack('>II', 2**31, 2**31)",
    "struct.pack('>II', 20, 0) + b'{\"d\":[[\"passed\",1]]}'",
    "struct.pack('>II', 400_000, 0) + b'[' * 400_000",
    "b'e' * 50",
])  # fmt: skip
def test_forged_replies_earn_nothing(plain_judge, grade_notebook, forgery):
    points, said, _ = outcome(grade_notebook, plain_judge, FORGED.replace("FORGERY", forgery))
    assert points == 0, said


# ---- reach -----------------------------------------------------------------------------------------------------------------

SECRET = "the-answer-is-in-the-environment"
REACH = {
    "reads the checks": "open(HERE + '/log_softmax.py').read()",
    "reads a password": "open('/etc/passwd').read()",
    "reads home": "__import__('os').listdir(HOME)",
    "lists the neighbours": "__import__('os').listdir(NEIGHBOURS)",
    "reads the grader": "open(GRADER).read()",
    "reads the parent's environment": "open(f'/proc/{__import__(\"os\").getppid()}/environ').read()",
    "reads the judge's memory": "open(f'/proc/{JUDGE}/environ').read()",
    "writes outside": "open(NEIGHBOURS + '/owned', 'w').write('x')",
    "deletes outside": "__import__('os').remove(NEIGHBOURS + '/exercises.ipynb')",
    "renames outside": "__import__('os').rename(NEIGHBOURS + '/exercises.ipynb', NEIGHBOURS + '/gone')",
    "uses the network": "__import__('socket').create_connection(('127.0.0.1', PORT), 1)",
    "opens an address": "__import__('urllib.request').request.urlopen('http://127.0.0.1:9/')",
    "starts a program": "__import__('subprocess').run(['touch', NEIGHBOURS + '/owned'])",
    "calls the shell": "__import__('os').system('touch ' + NEIGHBOURS + '/owned')",
    "forks": "__import__('os').fork()",
    "kills the parent": "__import__('os').kill(__import__('os').getppid(), 9)",
    "kills the judge": "__import__('os').kill(JUDGE, 9)",
    "kills everybody": "__import__('os').kill(-1, 9)",
    "calls C": "__import__('ctypes').CDLL(None).system(b'touch ' + NEIGHBOURS.encode() + b'/owned')",
    "lifts its limits": "__import__('resource').setrlimit(__import__('resource').RLIMIT_AS, (-1, -1))",
}


@pytest.mark.parametrize("name", REACH)
def test_reaching_out_is_blocked_and_flagged(judge, grade_notebook, tmp_path, monkeypatch, name):
    monkeypatch.setenv("GRADING_SECRET", SECRET)
    places = {"HERE": os.path.dirname(__file__) + "/trial/notebooks/90-trial/exercises", "HOME": os.path.expanduser("~"), "NEIGHBOURS": str(tmp_path),
              "GRADER": sandbox.__file__, "JUDGE": os.getpid(), "PORT": 9}  # fmt: skip
    lines = "\n".join(f"{key} = {value!r}" for key, value in places.items())
    code = f"{lines}\ndef log_softmax(z, axis=-1):\n    return str({REACH[name]}) and z"
    points, said, flags = outcome(grade_notebook, judge, code)
    assert points == 0 and flags, (said, flags)
    assert "not allowed while this is graded" in said, said
    assert sorted(os.listdir(tmp_path)) == ["exercises.ipynb"]


def test_the_environment_holds_no_secret(judge, grade_notebook, monkeypatch):
    monkeypatch.setenv("GRADING_SECRET", SECRET)
    points, said, flags = outcome(grade_notebook, judge, "import os\ndef log_softmax(z, axis=-1): raise ValueError(str(dict(os.environ)))")
    assert SECRET not in said and "PATH" in said and not flags


def test_the_working_folder_is_free_and_gone_afterwards(judge, grade_notebook, tmp_path_factory):
    scratch = tmp_path_factory.mktemp("scratch")
    right = REFERENCES[SOFTMAX].replace("def log_softmax", "def right")
    keep = "def log_softmax(z, axis=-1):\n    open('mine.txt', 'w').write('x')\n    np.save('z.npy', z)\n    return right(np.load('z.npy'), axis)"
    points, said, flags = outcome(grade_notebook, Judge(judge.kind, scratch), f"{right}\n{keep}")
    assert points == 6 and not flags, said
    assert not list(scratch.iterdir())




WALLS = """
import os, socket, sys
def attempt(function):
    try:
        function()
        print("open")
    except OSError:
        print("closed")
attempt(lambda: os.listdir(sys.argv[1]))
attempt(lambda: os.kill(int(sys.argv[2]), 0))
attempt(lambda: open("/etc/passwd"))
attempt(lambda: open("/owned", "w"))
attempt(lambda: socket.create_connection(("127.0.0.1", int(sys.argv[3])), 1))
"""


@pytest.mark.skipif(bool(sandbox.bubblewrap_problem()), reason="bubblewrap does not work here")
def test_bubblewraps_walls_stand_without_the_audit_hook(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        arguments = [str(tmp_path), str(os.getpid()), str(server.getsockname()[1])]
        inside = subprocess.run([*sandbox.bubblewrap(), "--", sys.executable, "-I", "-c", WALLS, *arguments], capture_output=True, text=True)
        outside = subprocess.run([sys.executable, "-I", "-c", WALLS.replace("/owned", "/dev/null"), *arguments], capture_output=True, text=True)
    assert inside.stdout.split() == ["closed"] * 5, inside
    assert outside.stdout.split() == ["open"] * 5, outside


def test_nothing_outlives_a_submission(judge, grade_notebook):
    code = "import threading, time\nfor _ in range(20): threading.Thread(target=time.sleep, args=(1000,)).start()\ndef log_softmax(z, axis=-1):\n    while True: pass"
    before = threading.active_count()
    outcome(grade_notebook, judge, code)
    assert threading.active_count() == before
