"""The commands that measure: a run, a sweep, and advice on a function of the user's own."""

from __future__ import annotations

from gilviz.advice.question import DEFAULT_BUDGET_S
from gilviz.cli import options
from gilviz.cli.advise import make_advice, run_advice
from gilviz.cli.output import complain
from gilviz.cli.picture import File
from gilviz.cli.request import AUTOMATIC, Asked, Unusable, make_request
from gilviz.cli.session import run_request
from gilviz.cli.status import Status
from gilviz.cli.sweep import make_sweep, run_sweep
from gilviz.experiment.sweep import DEFAULT_REPEAT
from gilviz.launch.runtimes import known_runtime


def run(
    workload: options.Workload,
    *,
    executors: options.Executors = None,
    workers: options.Workers = None,
    tasks: options.Tasks = None,
    size: options.Size = AUTOMATIC,
    start_method: options.StartMethod = None,
    processes: options.Processes = None,
    pythons: options.Pythons = None,
    gil: options.Gil = None,
    switch_interval: options.SwitchInterval = None,
    repeat: options.Repeat = 1,
    as_json: options.AsJson = False,
    csv: options.Csv = None,
    save: options.Save = None,
    picture: File = None,
) -> int:
    """Run a workload by several executors, and say what every worker did.

    Exit status: 0 when every run finished with right results, 1 when one failed, 2 for arguments that can't be used. Ctrl+C stops
    within 2 seconds, prints what was recorded until then, and exits with 130.
    """
    asked = Asked(
        workload=workload,
        executors=tuple(executors or ()),
        workers=workers,
        tasks=tasks,
        size=size,
        start_method=start_method,
        processes=processes,
        pythons=tuple(pythons or ()),
        gil=tuple(int(switch is options.Switch.ON) for switch in gil or ()),
        switch_interval=switch_interval,
        repeat=repeat,
        csv=csv,
        save=save,
        picture=picture,
        as_json=as_json,
    )
    try:
        request = make_request(asked, known_runtime)
    except Unusable as error:
        complain(str(error))
        return Status.UNUSABLE
    return run_request(request, as_json=as_json)


def sweep(
    workload: options.Workload,
    *,
    executors: options.Executors = None,
    counts: options.Counts = None,
    tasks: options.SweepTasks = None,
    size: options.SweepSize = AUTOMATIC,
    start_method: options.StartMethod = None,
    processes: options.Processes = None,
    pythons: options.Pythons = None,
    gil: options.Gil = None,
    switch_interval: options.SwitchInterval = None,
    repeat: options.SweepRepeat = DEFAULT_REPEAT,
    as_json: options.AsJson = False,
    csv: options.SweepCsv = None,
    save: options.Save = None,
) -> int:
    """Run the same tasks by 1, 2, 4, … workers, and say what more workers bring.

    Each round begins with the sequential run that it is measured against. Amdahl's law is fitted where it applies. Exit status:
    as of run; Ctrl+C keeps what was measured until then.
    """
    asked = Asked(
        workload=workload,
        executors=tuple(executors or ()),
        tasks=tasks,
        size=size,
        start_method=start_method,
        processes=processes,
        pythons=tuple(pythons or ()),
        gil=tuple(int(switch is options.Switch.ON) for switch in gil or ()),
        switch_interval=switch_interval,
        repeat=repeat,
        csv=csv,
        save=save,
        as_json=as_json,
    )
    try:
        request = make_sweep(asked, counts, known_runtime)
    except Unusable as error:
        complain(str(error))
        return Status.UNUSABLE
    return run_sweep(request, as_json=as_json)


def advise(
    function: options.Function,
    *,
    items: options.Items,
    python: options.Python = None,
    workers: options.AdviceWorkers = None,
    budget: options.Budget = DEFAULT_BUDGET_S,
    save: options.Save = None,
    as_json: options.AsJson = False,
) -> int:
    """Measure a function of your own, and say whether the GIL hinders it and which executor suits it.

    It runs as it is, in its own interpreter and folder. Exit status: 0 with a verdict; 1 without one, though it was called; 2
    where it was never called, for there is no such function, module or item, or another argument can't be used. Ctrl+C keeps
    what was measured until then.
    """
    try:
        request = make_advice(function, items, python, workers, budget, save, known_runtime)
    except Unusable as error:
        complain(str(error))
        return Status.UNUSABLE
    return run_advice(request, as_json=as_json)
