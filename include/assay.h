/* SPDX-License-Identifier: MIT */
/* Assay's library. The umbrella header: include this one. */
#ifndef ASSAY_H
#define ASSAY_H

#include "assay/audit.h"
#include "assay/error.h"

#endif
