"""What the console says in its own voice: confirmations and failures."""

from __future__ import annotations

DONE = {
    "signed_out": "You are signed out.",
    "session_ended": "That browser is signed out.",
    "added": "The account is made. Give its owner the link below: it is shown only now.",
    "disabled": "The account is closed. Nobody can sign in to it.",
    "role": "The role is changed.",
    "all_reviewed": "There is no other conversation to review.",
    "reviewed": "Marked as reviewed.",
    "unreviewed": "Marked as not reviewed.",
    "noted": "Your note is kept.",
    "tagged": "The tag is set.",
    "untagged": "The tag is taken off.",
    "flagged": "The flag is set.",
    "unflagged": "The flag is taken off.",
    "view_saved": "The view is saved.",
    "view_removed": "The view is removed.",
    "case_changed": "Done. The history below shows it.",
    "corrected": "Your correction is kept. A colleague can accept it.",
    "accepted": "The correction is accepted. It is part of the files below.",
}

FAILURES = {
    "signed_out": (
        "You are not signed in any more",
        "What you sent was not saved. Go back to copy your words, sign in, and send them again.",
    ),
    "form": (
        "This form is out of date",
        "It was opened in another session, or another site sent it. Go back, reload the page and send it again.",
    ),
    "role": (
        "Your role does not include this",
        "If you need it for your work, ask an administrator. This attempt is in the audit log.",
    ),
    "connected": (
        "You cannot see this",
        "You are named in it, or are connected with it, so it is closed to you. This attempt is in the audit log.",
    ),
    "not_yours": (
        "This case is not yours",
        "You see the cases that are allocated to you. If you should handle this one, ask for it to be allocated.",
    ),
    "file_waiting": (
        "This file waits for the scanner",
        "It cannot be opened until it is known to be harmless. Try again later.",
    ),
    "file_infected": (
        "This file was harmful",
        "The scanner found something in it, so it was deleted. That it was sent stays known.",
    ),
    "file_damaged": (
        "This file is not the one that was sent",
        "It is missing or has changed on the disk, so it is not given out. Tell whoever runs the service.",
    ),
    "provider_away": (
        "The sign-on of your force does not answer",
        "Try again in a minute. You can also sign in with your name, password and code.",
    ),
    "not_proven": ("You could not be signed in", "It took too long, or was begun in another browser. Begin again."),
    "no_account": (
        "You have no account here",
        "Your force knows you, but this console does not yet. Ask an administrator to add you.",
    ),
    "400": ("That could not be read", "Go back, check the form and send it again."),
    "403": ("You cannot do this", "If you need it for your work, ask an administrator."),
    "404": ("There is no such page", "Check the address. What it named may have been deleted when its time was over."),
    "405": ("There is no such page", "Go back and use the buttons of the page."),
    "413": ("That is too long", "Shorten the text and send it again."),
    "500": ("Something went wrong", "It is our fault, not yours. Nothing was changed. Try again in a minute."),
}
