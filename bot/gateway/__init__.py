"""The public edge: demonstration page, chat page, embeddable widget and the WebSocket chat with the engine."""
