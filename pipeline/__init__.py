"""From report to snapshot, one verb a file, in this order (build.py is the flow as one function):

read → normalize → identify → segment → quantify → date → assign → review → publish

Every stage takes and gives the nouns of model.py. Stages never import each other; only build.py knows the order.
"""
