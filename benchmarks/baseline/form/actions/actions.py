"""The barest validation of a form: every answer is called for, none is changed."""

from rasa_sdk import FormValidationAction


class ValidateDetailsForm(FormValidationAction):
    """Takes each answer as it comes."""

    def name(self) -> str:
        """The name by which Rasa finds the validation of `details_form`."""
        return "validate_details_form"
