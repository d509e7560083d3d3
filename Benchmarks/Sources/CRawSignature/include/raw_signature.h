#ifndef CRAWSIGNATURE_H
#define CRAWSIGNATURE_H

#include <stddef.h>
#include <stdint.h>

/// What OpenSSL alone needs: the floor that signing and verifying are measured against.
///
/// A key is read once, and what OpenSSL can prepare for it is prepared. Every function answers 1 when it has succeeded.
typedef struct raw_key raw_key;

/// Reads a private key from PEM; nothing is freed, as a benchmark ends soon.
raw_key *raw_key_read(const uint8_t *pem, size_t length);

/// Digests the octets with SHA-256 and signs the digest: RSA with PKCS#1 version 1.5, Ed25519 the digest as a message.
int raw_sign(raw_key *key, const uint8_t *octets, size_t length, uint8_t *signature, size_t *signature_length);

/// Digests the octets with SHA-256 and holds a signature against the digest.
int raw_verify(raw_key *key, const uint8_t *octets, size_t length, const uint8_t *signature, size_t signature_length);

/// The same by `EVP_DigestVerify` with a context that is made for the call, as programs usually do it; RSA only.
int raw_verify_anew(raw_key *key, const uint8_t *octets, size_t length, const uint8_t *signature,
                    size_t signature_length);

/// Digests the octets with SHA-256.
int raw_digest(const uint8_t *octets, size_t length, uint8_t digest[32]);

/// The largest amount of memory that the process has held so far, in KiB.
long raw_peak_kib(void);

#endif
