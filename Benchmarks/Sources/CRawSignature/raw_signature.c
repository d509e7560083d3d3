#include "raw_signature.h"

#include <limits.h>
#include <stdlib.h>
#include <sys/resource.h>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

struct raw_key {
    EVP_PKEY *key;
    /* Ready for RSA with SHA-256, and only copied; NULL for Ed25519. */
    EVP_PKEY_CTX *signer;
    EVP_PKEY_CTX *verifier;
    EVP_MD *sha256;
};

static EVP_PKEY_CTX *prepared(EVP_PKEY *key, int (*start)(EVP_PKEY_CTX *), const EVP_MD *digest) {
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
    int done = context && start(context) == 1 && EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1
        && EVP_PKEY_CTX_set_signature_md(context, digest) == 1;
    return done ? context : NULL;
}

raw_key *raw_key_read(const uint8_t *pem, size_t length) {
    BIO *input = length <= INT_MAX ? BIO_new_mem_buf(pem, (int)length) : NULL;
    EVP_PKEY *key = input ? PEM_read_bio_PrivateKey(input, NULL, NULL, NULL) : NULL;
    BIO_free(input);
    raw_key *raw = key ? calloc(1, sizeof(raw_key)) : NULL;
    if (!raw) return NULL;
    raw->key = key;
    raw->sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    if (EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA) {
        raw->signer = prepared(key, EVP_PKEY_sign_init, raw->sha256);
        raw->verifier = prepared(key, EVP_PKEY_verify_init, raw->sha256);
    }
    return raw;
}

int raw_digest(const uint8_t *octets, size_t length, uint8_t digest[32]) {
    static EVP_MD *sha256;
    if (!sha256) sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    return EVP_Digest(octets, length, digest, NULL, sha256, NULL);
}

int raw_sign(raw_key *key, const uint8_t *octets, size_t length, uint8_t *signature, size_t *signature_length) {
    uint8_t digest[32];
    if (EVP_Digest(octets, length, digest, NULL, key->sha256, NULL) != 1) return 0;
    int done = 0;
    if (key->signer) {
        EVP_PKEY_CTX *context = EVP_PKEY_CTX_dup(key->signer);
        done = EVP_PKEY_sign(context, signature, signature_length, digest, sizeof digest) == 1;
        EVP_PKEY_CTX_free(context);
    } else {
        EVP_MD_CTX *context = EVP_MD_CTX_new();
        done = EVP_DigestSignInit(context, NULL, NULL, NULL, key->key) == 1
            && EVP_DigestSign(context, signature, signature_length, digest, sizeof digest) == 1;
        EVP_MD_CTX_free(context);
    }
    return done;
}

int raw_verify(raw_key *key, const uint8_t *octets, size_t length, const uint8_t *signature, size_t signature_length) {
    uint8_t digest[32];
    if (EVP_Digest(octets, length, digest, NULL, key->sha256, NULL) != 1) return 0;
    int done = 0;
    if (key->verifier) {
        EVP_PKEY_CTX *context = EVP_PKEY_CTX_dup(key->verifier);
        done = EVP_PKEY_verify(context, signature, signature_length, digest, sizeof digest) == 1;
        EVP_PKEY_CTX_free(context);
    } else {
        EVP_MD_CTX *context = EVP_MD_CTX_new();
        done = EVP_DigestVerifyInit(context, NULL, NULL, NULL, key->key) == 1
            && EVP_DigestVerify(context, signature, signature_length, digest, sizeof digest) == 1;
        EVP_MD_CTX_free(context);
    }
    return done;
}

int raw_verify_anew(raw_key *key, const uint8_t *octets, size_t length, const uint8_t *signature,
                    size_t signature_length) {
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    int done = EVP_DigestVerifyInit(context, NULL, EVP_sha256(), NULL, key->key) == 1
        && EVP_DigestVerify(context, signature, signature_length, octets, length) == 1;
    EVP_MD_CTX_free(context);
    return done;
}

long raw_peak_kib(void) {
    struct rusage usage;
    return getrusage(RUSAGE_SELF, &usage) == 0 ? usage.ru_maxrss : -1;
}
