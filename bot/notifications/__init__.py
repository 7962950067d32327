"""Notifications: the emails that the outbox holds are written, sent, tried again and, in the end, given up."""
