#ifndef COPENSSLSHIM_INTERNAL_H
#define COPENSSLSHIM_INTERNAL_H

/* What the files of this target share. */

#include <stddef.h>
#include <stdint.h>

#include <openssl/asn1.h>
#include <openssl/x509.h>

/* The seconds from 1970 to a time of a certificate. Returns 1, or 0 when the time cannot be read. */
int waxwing_time_read(const ASN1_TIME *time, int64_t *unix_time);

/* A certificate that takes up all octets, or NULL; X509_free frees it. */
X509 *waxwing_certificate_parse(const uint8_t *der, size_t length);

#endif
