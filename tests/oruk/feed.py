def feed_faults():
    return []
