"""The procedure studio: drafts of procedures, their check, trial, comparison and publication."""
