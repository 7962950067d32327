"""Stand-ins for libraries that are left out."""

from __future__ import annotations

import pkg_resources
import pytest
import tensorflow
from botocore.exceptions import BotoCoreError

from bot.engine.absent import AbsentLibrary


def test_a_class_can_be_derived_from_an_absent_one():
    class Layer(tensorflow.keras.layers.Layer):
        pass

    assert Layer.__mro__ == (Layer, object)


def test_an_absent_decorator_leaves_the_function_as_it_is():
    @tensorflow.function
    def double(x: int) -> int:
        return 2 * x

    assert double(2) == 4


def test_an_absent_exception_can_stand_in_an_except_clause():
    def divide() -> float:
        try:
            return 1 / 0
        except BotoCoreError:
            return 0.0

    with pytest.raises(ZeroDivisionError):
        divide()


def test_using_an_absent_library_names_it():
    with pytest.raises(AbsentLibrary, match=r"tensorflow\.constant was used, but tensorflow is left out"):
        tensorflow.constant(1, 2)


def test_resources_of_the_engine_are_found():
    assert pkg_resources.get_distribution("rasa").version == "3.6.21"
    assert pkg_resources.resource_filename("rasa.shared.nlu.training_data", "schemas").endswith("training_data/schemas")
