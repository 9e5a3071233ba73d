"""What objects find out when they are asked, each thing once, and may forget: apart from what they were made of."""


class FindsOut:
    """The base of a class whose fields are slots: its dictionary holds cached properties, and nothing else.

    A run holds such objects by the ten thousand. In one dictionary with their fields, what was forgotten would leave
    its room behind.
    """

    def forget(self) -> None:
        """Forget what was found out; it is found out again where somebody asks."""
        # In one step: a time limit may end what is done here at any moment.
        self.__dict__.clear()
