"""Reads what a scene runs, asks and claims."""

from __future__ import annotations

from gilviz.experiment.plan import MAX_TASK_SECONDS, ExperimentSpec, Variant
from gilviz.lecture.fields import Fields
from gilviz.lecture.measures import MEASURES
from gilviz.lecture.model import Claim, Experiment, Python, Question, Way
from gilviz.runner import catalog
from gilviz.runner.spec import MAX_COROUTINES

LONGEST_BUDGET_S = 600.0


def read_experiment(scene: Fields) -> Experiment | None:
    """What a scene runs; None where it only talks."""
    fields = scene.table("experiment", "an experiment")
    if fields is None:
        return None
    size = fields.maybe_number("size", 1, 1e12, whole=True)
    interval = fields.maybe_number("switch_interval_ms", 0.001, 10_000)
    experiment = Experiment(
        workload=fields.choice("workload", [info.name for info in catalog.WORKLOADS]),
        tasks=int(fields.number("tasks", 4, 1, 100_000, whole=True)),
        workers=int(fields.number("workers", 2, 1, MAX_COROUTINES, whole=True)),
        ways=_ways(fields),
        size=None if size is None else int(size),
        task_seconds=fields.number("task_seconds", 0.25, 0.001, MAX_TASK_SECONDS),
        switch_interval=None if interval is None else interval / 1000,
        budget_s=fields.number("budget_s", 15.0, 0.1, LONGEST_BUDGET_S),
    )
    fields.finish()
    variants = tuple(Variant(way.executor, workers=way.workers, processes=way.processes) for way in experiment.ways)
    spec = ExperimentSpec(experiment.workload, experiment.size, experiment.tasks, experiment.workers, variants)
    for sentence in spec.problems():
        fields.complain(fields.place, sentence)
    return experiment


def _ways(experiment: Fields) -> tuple[Way, ...]:
    tables = experiment.tables("run", "a run")
    if not tables:
        experiment.complain(experiment.place, "Nothing to run: write [[scene.experiment.run]], and below it executor = …")
    ways = tuple(_way(table) for table in tables)
    labels = [way.label for way in ways]
    for number, table in enumerate(tables):
        if labels.index(labels[number]) != number:
            table.complain(table.place, f"Two runs are called {labels[number]!r}: give one of them another label = …")
    return ways


def _way(fields: Fields) -> Way:
    executor = fields.choice("executor", [info.name for info in catalog.EXECUTORS])
    workers = fields.maybe_number("workers", 1, MAX_COROUTINES, whole=True)
    processes = fields.maybe_number("processes", 1, 64, whole=True)
    method = fields.choice("start_method", catalog.START_METHODS, "") if "start_method" in fields else ""
    way = Way(
        label=fields.text("label", executor, most=40),
        executor=executor,
        python=Python(fields.choice("python", [python.value for python in Python], Python.OWN.value)),
        gil=fields.flag("gil"),
        workers=None if workers is None else int(workers),
        processes=None if processes is None else int(processes),
        start_method=method or None,
    )
    if way.gil is not None and way.python is not Python.FREE_THREADED:
        fields.wrong("gil", 'Only a free-threaded Python can be told so: add python = "free-threaded", or leave gil out.')
    fields.finish()
    return way


def run_place(fields: Fields, key: str, experiment: Experiment | None, default: str | None = None) -> int:
    """The place of the run that a label names; the first one where nothing fits."""
    labels = [way.label for way in experiment.ways] if experiment is not None else []
    if not labels:
        fields.text(key, "")
        return 0
    label = fields.choice(key, labels, default if default is not None or len(labels) > 1 else labels[0])
    return labels.index(label) if label in labels else 0


def read_question(scene: Fields, experiment: Experiment | None) -> Question | None:
    """What a scene asks; None where it asks nothing."""
    fields = scene.table("question", "a question")
    if fields is None:
        return None
    if experiment is None:
        fields.complain(fields.place, "Only an experiment can answer a question: add [scene.experiment], or ask in the points.")
    question = Question(
        ask=fields.text("ask", most=160), measure=_measure(fields, "wall"), run=run_place(fields, "run", experiment)
    )
    fields.finish()
    return question


def read_claims(scene: Fields, experiment: Experiment | None) -> tuple[Claim, ...]:
    """What a scene says that a live run will show."""
    claims = []
    for fields in scene.tables("claim", "a claim"):
        if experiment is None:
            fields.complain(fields.place, "A claim is about a run: add [scene.experiment], or take the claim out.")
        claim = Claim(
            run=run_place(fields, "run", experiment),
            measure=_measure(fields),
            at_least=fields.maybe_number("at_least", -1e12, 1e12),
            at_most=fields.maybe_number("at_most", -1e12, 1e12),
            cores=int(fields.number("cores", 1, 1, 1024, whole=True)),
        )
        if claim.at_least is None and claim.at_most is None:
            fields.complain(fields.place, "A claim says how much: add at_least = … or at_most = …")
        fields.finish()
        claims.append(claim)
    return tuple(claims)


def _measure(fields: Fields, default: str | None = None) -> str:
    return fields.choice("measure", list(MEASURES), default)
