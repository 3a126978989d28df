"""A long run that was stopped goes on with the round it was in."""

from __future__ import annotations

from tests.soak.progress import Progress


def test_a_stopped_run_repeats_the_round_it_was_in(tmp_path):
    first = Progress("walk", rounds=3, folder=tmp_path)
    rounds = iter(first)
    next(rounds)
    unfinished = next(rounds).random()

    again = Progress("walk", rounds=3, folder=tmp_path)

    assert again.seed == first.seed
    numbers = [chance.random() for chance in again]
    assert numbers[0] == unfinished
    assert len(numbers) == 2


def test_a_finished_run_is_followed_by_one_with_a_new_seed(tmp_path):
    finished = Progress("walk", rounds=2, folder=tmp_path)
    assert len(list(finished)) == 2

    assert Progress("walk", rounds=2, folder=tmp_path).done == 0


def test_a_chosen_seed_starts_that_run(tmp_path, monkeypatch):
    monkeypatch.setenv("KAWAL_SOAK_SEED", "42")

    assert str(Progress("walk", rounds=2, folder=tmp_path)) == "walk: seed 42, round 0 of 2"
