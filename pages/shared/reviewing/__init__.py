"""Parts of the page 核对: the queue of cases, one case and what it is judged by, what a person can say of it."""
