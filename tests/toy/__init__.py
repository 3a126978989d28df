"""A toy kind of case: a lost parcel that travels between a village and its district."""
