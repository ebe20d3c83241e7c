from __future__ import annotations

from gilviz.runner import catalog
from gilviz.runner.spec import JobSpec


def test_the_job_of_an_imported_run_is_known_by_name_but_can_t_be_run() -> None:
    assert catalog.executor("imported") is catalog.IMPORTED_EXECUTOR
    assert catalog.workload("imported") is catalog.IMPORTED_WORKLOAD
    problems = JobSpec("imported", 0, "imported", workers=1, tasks=1).problems()
    assert [problem.partition(";")[0] for problem in problems] == [
        "No workload is called 'imported'",
        "No executor is called 'imported'",
    ]
