"""What a store raises where no answer can be given."""


class StoreAwayError(Exception):
    """The store cannot be reached, or gave up a transaction that is not to blame; trying anew may help.

    Whether a commit that ends so took place is not known. Raised by transactions, from beginning to end.
    """


class WallError(Exception):
    """The store's own wall held a write back that the guard had let pass; nothing of the transaction lasts.

    Either what somebody may do has changed between the two, or the guard was not asked. Raised on leaving.
    """
