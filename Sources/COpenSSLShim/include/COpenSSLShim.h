#ifndef COPENSSLSHIM_H
#define COPENSSLSHIM_H

/*
 * What Swift cannot call in OpenSSL itself: macros, variadic functions, callbacks that must be C, pointers to pointers.
 *
 * Every function answers with a null pointer, or with 0 or less, when it fails; why stands in OpenSSL's error queue of
 * the calling thread until waxwing_error_take. Output goes into memory of the caller; a function that writes text or
 * DER of unknown length returns the length it needs and writes nothing where the capacity is less.
 */

#include <stddef.h>
#include <stdint.h>

struct evp_pkey_st;
struct x509_store_st;

/* The kinds of digest that a signature may be made over. */
#define WAXWING_SHA1 1
#define WAXWING_SHA256 2

/* The kinds of key that a certificate is made with. */
#define WAXWING_RSA_2048 1
#define WAXWING_EC_P256 2

/* New private keys; the caller frees them with EVP_PKEY_free. */
struct evp_pkey_st *waxwing_key_generate_rsa(int bits);
struct evp_pkey_st *waxwing_key_generate_ed25519(void);

/* What became of PEM text that should hold a private key. */
#define WAXWING_KEY_READ 1
#define WAXWING_KEY_MALFORMED 2
#define WAXWING_KEY_UNSUPPORTED 3
#define WAXWING_KEY_PASSPHRASE_NEEDED 4
#define WAXWING_KEY_PASSPHRASE_WRONG 5
#define WAXWING_KEY_TOO_COSTLY 6

/*
 * The first private key in PEM text: PKCS#8 or PKCS#1, in the clear or under a passphrase. Other blocks are skipped.
 * The passphrase may be a null pointer; nobody is ever asked for one. Work is bounded: the rounds of PBKDF2 and of the
 * older derivations, and for scrypt its cost times its block size times its parallelization.
 */
struct evp_pkey_st *waxwing_key_read_pem(const uint8_t *pem, size_t length, const uint8_t *passphrase,
                                         size_t passphrase_length, uint64_t maximum_rounds,
                                         uint64_t maximum_scrypt_work, int *outcome);
/* An Ed25519 private key from its 32 octets (RFC 8032, section 5.1.5). */
struct evp_pkey_st *waxwing_key_read_ed25519(const uint8_t *seed, size_t length);

/* Public keys from a SubjectPublicKeyInfo, a bare RSAPublicKey, or the 32 octets of Ed25519; all octets are used. */
struct evp_pkey_st *waxwing_public_key_read_info(const uint8_t *der, size_t length);
struct evp_pkey_st *waxwing_public_key_read_rsa(const uint8_t *der, size_t length);
struct evp_pkey_st *waxwing_public_key_read_ed25519(const uint8_t *octets, size_t length);

/*
 * The octets of the first public key in PEM text: a SubjectPublicKeyInfo or a bare RSAPublicKey. Other blocks are
 * skipped. Returns the length of the DER, or -1 when there is none.
 */
long waxwing_public_key_next_pem(const uint8_t *pem, size_t length, int *is_bare_rsa, uint8_t *der, size_t capacity);

int waxwing_key_is_rsa(const struct evp_pkey_st *key);
int waxwing_key_is_ed25519(const struct evp_pkey_st *key);
/* The length in bits of the public exponent, or -1. */
int waxwing_rsa_exponent_bits(const struct evp_pkey_st *key);

/* The private key as PKCS#8 PEM, the public key as SubjectPublicKeyInfo and as 32 raw octets (Ed25519). */
long waxwing_key_write_pem(const struct evp_pkey_st *key, uint8_t *output, size_t capacity);
long waxwing_key_write_public_info(const struct evp_pkey_st *key, uint8_t *output, size_t capacity);
long waxwing_key_write_public_ed25519(const struct evp_pkey_st *key, uint8_t *output, size_t capacity);

/*
 * The private key as PKCS#1 PEM (RSA only), and as PKCS#8 PEM under a passphrase: AES-256 in CBC mode with a key derived
 * by PBKDF2 over HMAC-SHA-256 of so many rounds.
 */
long waxwing_key_write_pem_rsa(const struct evp_pkey_st *key, uint8_t *output, size_t capacity);
long waxwing_key_write_pem_encrypted(const struct evp_pkey_st *key, const uint8_t *passphrase, size_t passphrase_length,
                                     int rounds, uint8_t *output, size_t capacity);

/* RSASSA-PKCS1-v1_5 over a digest made before. Returns the signature's length, or whether it is right (1 or not). */
long waxwing_rsa_sign_digest(struct evp_pkey_st *key, int digest_kind, const uint8_t *digest, size_t digest_length,
                             uint8_t *output, size_t capacity);
int waxwing_rsa_verify_digest(struct evp_pkey_st *key, int digest_kind, const uint8_t *digest, size_t digest_length,
                              const uint8_t *signature, size_t signature_length);

/*
 * The same over SHA-256 digests, with a context that is made once for a key and copied for each call, so that any number
 * of threads may use it; NULL for a key that is not RSA. EVP_PKEY_CTX_free frees it.
 */
struct evp_pkey_ctx_st *waxwing_rsa_verifier(struct evp_pkey_st *key);
struct evp_pkey_ctx_st *waxwing_rsa_signer(struct evp_pkey_st *key);
int waxwing_rsa_verify_prepared(const struct evp_pkey_ctx_st *verifier, const uint8_t *digest, size_t digest_length,
                                const uint8_t *signature, size_t signature_length);
long waxwing_rsa_sign_prepared(const struct evp_pkey_ctx_st *signer, const uint8_t *digest, size_t digest_length,
                               uint8_t *output, size_t capacity);

/* Ed25519 over the octets themselves. */
long waxwing_ed25519_sign(struct evp_pkey_st *key, const uint8_t *message, size_t length, uint8_t *output,
                          size_t capacity);
int waxwing_ed25519_verify(struct evp_pkey_st *key, const uint8_t *message, size_t length, const uint8_t *signature,
                           size_t signature_length);

/*
 * A self-signed server certificate for a host name or an address in text form, and its new key, both as PEM.
 * On entry the lengths are the capacities, on return what was written. Returns 1, or 0 on failure.
 */
int waxwing_certificate_make(const char *host, int key_kind, int64_t not_before, int64_t not_after,
                             const uint8_t *serial, size_t serial_length, uint8_t *certificate,
                             size_t *certificate_length, uint8_t *private_key, size_t *private_key_length);

/*
 * What stands in a certificate; all octets are used. The host names are the dNSNames of the subject's alternative name
 * that consist of visible ASCII characters, a blank behind each; they are shorter than the certificate. The binding is
 * the certificate's tls-server-end-point (RFC 5929, section 4.1), of length 0 where there is none. The key info is its
 * SubjectPublicKeyInfo.
 * On entry the lengths are the capacities, on return what was written; the binding needs up to 64 octets. Returns 1, or
 * 0 when the certificate, its times or its alternative name cannot be read.
 */
int waxwing_certificate_read(const uint8_t *der, size_t length, int64_t *not_before, int64_t *not_after,
                             uint8_t *names, size_t *names_length, uint8_t *binding, size_t *binding_length,
                             uint8_t *key_info, size_t *key_info_length);

/*
 * The octets of the first certificate in PEM text, and how much of the text was read. Other blocks are skipped.
 * Returns the length of the DER, -1 on failure, or -2 when there is no further certificate.
 */
long waxwing_certificate_next_pem(const uint8_t *pem, size_t length, size_t *used, uint8_t *der, size_t capacity);

/*
 * The roots that chains are held against: none at first. A certificate is added by its octets: 1, or 0 when it cannot
 * be read. X509_STORE_free frees the roots. Any number of threads may check chains against them while nobody adds.
 */
struct x509_store_st *waxwing_roots_make(void);
int waxwing_roots_add(struct x509_store_st *roots, const uint8_t *der, size_t length);

/*
 * The roots of the system: a file, which is read now, and folders with a colon between them, in which each root is
 * looked up by its hash when a chain needs it. With NULL for both they lie where OpenSSL looks by default, or where
 * SSL_CERT_FILE and SSL_CERT_DIR say. What is not there is passed over.
 */
struct x509_store_st *waxwing_roots_make_system(const char *file, const char *folders);
/* Whether there are no roots at all (1 or not): the file had none, and the folders, those of before, have none now. */
int waxwing_roots_are_missing(struct x509_store_st *roots, const char *folders);

/*
 * The longest key and the longest public exponent of RSA, in bits, whose owner is taken for an issuer unless it is a
 * root: the longest that authorities use, and what OpenSSL allows of exponents beside moduli over 3,072 bits. With the
 * exponent of a shorter modulus as long as itself a signature takes a hundred times as long to check.
 */
#define WAXWING_MAXIMUM_KEY_BITS 4096
#define WAXWING_MAXIMUM_EXPONENT_BITS 64
/* What a check of a chain answers when it needs more signatures to be checked than are allowed. */
#define WAXWING_ALLOWANCE_EXHAUSTED (-2)
/* How many octets of a subject's text are kept, a zero behind them included. */
#define WAXWING_SUBJECT_CAPACITY 200

/*
 * What is wrong with a chain: OpenSSL's number for it, how many steps above the first certificate, and until or since
 * when where that is what is wrong.
 */
struct waxwing_chain_fault {
    int code;
    int depth;
    int64_t time;
};

/*
 * Whether a chain leads to one of the roots, each of which is believed whether or not it signs itself, and is good for
 * a server at the time (RFC 5280, section 6). The certificates stand one behind the other in DER, the server's own
 * first; the others are helpers in any order. So many issuers may stand between the server and the root. Revocation and
 * names are not checked. Of several roads the signatures of one are checked; their number is taken off the allowance.
 * Returns how many faults there are, 0 for none, and writes the first ones and the subjects of the certificates at
 * fault, each into WAXWING_SUBJECT_CAPACITY octets; -1 when nothing could be checked, or WAXWING_ALLOWANCE_EXHAUSTED.
 */
long waxwing_chain_check(struct x509_store_st *roots, const uint8_t *chain, const size_t *lengths, size_t count,
                         int64_t at, int maximum_issuers, int *allowance, struct waxwing_chain_fault *faults,
                         char *subjects, size_t capacity);

/* The same against certificates as trust anchors; with is_timeless the validity of an anchor itself does not count. */
long waxwing_chain_check_anchors(const uint8_t *anchors, const size_t *anchor_lengths, size_t anchor_count,
                                 int is_timeless, const uint8_t *chain, const size_t *lengths, size_t count,
                                 int64_t at, int maximum_issuers, int *allowance, struct waxwing_chain_fault *faults,
                                 char *subjects, size_t capacity);

/* Whether a certificate was signed, and not weakly, with the key of a SubjectPublicKeyInfo (1 or not). */
int waxwing_certificate_is_signed_by(const uint8_t *der, size_t length, const uint8_t *key_info,
                                     size_t key_info_length);

/* Whether a certificate may issue others and has rightly signed itself (1 or not). */
int waxwing_certificate_is_own_issuer(const uint8_t *der, size_t length);

/* Copies the reason of the oldest queued error, a zero behind it, and empties the queue. The capacity is not 0. */
void waxwing_error_take(char *text, size_t capacity);

#endif
