"""What happens to a batch's pages once they are made: who gets which, and what says that they were."""
