/* error.c - the error domain of the folder. */
#include "pool/pool.h"

G_DEFINE_QUARK (cow-pool-error-quark, cow_pool_error)
