"""The sentences and words of the programme, in the same form as those of the engine (`sheets_sync.messages`)."""
