"""What the gateway itself says in English where `data/interface/` has no words for the reason in another language."""

from __future__ import annotations

TOO_LONG = "That is more than 5,000 characters, so I could not take it. Please send it in two or more parts."
EMPTY = "There were no words in that message. Please write something and send it again."
UNREADABLE = "I could not read that message. Please reload the page and try again."
NOT_OFFERED = "That choice belongs to an earlier question. Please use the newest choices, or write your answer."
TOO_FAST = "You are sending messages faster than I can read them. I will take this one in a moment."
TOO_MANY_PAGES = "The chat is open in too many places at once. Please close one of them and reload this page."
ENDED = "This chat has ended on this device. What you sent before is kept."
NOT_TAKEN = (
    "I'm sorry, I could not work with that message. It is kept, and a person can read it. "
    "Please say it in other words, or carry on."
)
CODE_REMOVED = (
    "I took a secret code out of your message, so that nobody can read it here. Please never write your code in the "
    "chat. To see your complaint, use the form."
)
