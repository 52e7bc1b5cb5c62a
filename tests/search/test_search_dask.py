"""The same search on a real Dask cluster of processes, whose workers are killed."""

from functools import partial

import pytest
from search_objectives import SEARCHERS, bowl, dies_at, dies_once, sometimes_bad

from course_lib.search import Uniform, grid_search, run

distributed = pytest.importorskip("distributed", reason="Dask is an optional dependency")
dask = pytest.importorskip("dask")


@pytest.fixture(scope="module")
def client():
    settings = {
        "distributed.comm.timeouts.connect": "30s",
        "distributed.deploy.lost-worker-timeout": "60s",  # on a busy machine a start takes long
        "distributed.logging.distributed": "critical",
    }
    with (
        dask.config.set(settings),
        distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            dashboard_address=":0",
            silence_logs=50,
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


def test_a_cluster_gives_the_same_search(client):
    result = run(SEARCHERS["hyperband"](0), sometimes_bad, executor=client.get_executor())
    assert result == run(SEARCHERS["hyperband"](0), sometimes_bad)


def test_a_function_of_a_notebook_can_be_sent(client):
    result = run(SEARCHERS["random_search"](0), lambda c: bowl(c), executor=client.get_executor)
    assert result == run(SEARCHERS["random_search"](0), bowl)


def test_a_worker_is_killed_and_the_result_is_complete(client, tmp_path):
    objective = partial(dies_once, marker=str(tmp_path / "died"))
    result = run(SEARCHERS["hyperband"](0), objective, executor=client.get_executor(), workers=4)
    assert (tmp_path / "died").exists()
    assert result == run(SEARCHERS["hyperband"](0), bowl)


def test_only_the_trial_that_kills_its_workers_is_lost(client):
    client.cluster.scheduler.allowed_failures = 0  # Dask gives up at once, we repeat it alone
    result = grid_search(
        partial(dies_at, number=0.5),
        {"x": Uniform(0, 1)},
        points=5,
        executor=client.get_executor(),
        workers=2,
    )
    assert [trial.status for trial in result.trials] == ["ok", "ok", "lost", "ok", "ok"]
    assert result.trials[2].message.startswith("lost its worker twice: KilledWorker")


def test_equal_calls_are_evaluated_every_time(client, tmp_path):
    """Dask answers equal calls with one result; a second search must not get the first one's."""
    note = tmp_path / "calls"

    def objective(config):
        with note.open("a") as file:
            file.write("x")
        return bowl(config)

    executor = client.get_executor()
    for _ in range(2):
        run(SEARCHERS["random_search"](0), objective, executor=executor)
    assert len(note.read_text()) == 24
