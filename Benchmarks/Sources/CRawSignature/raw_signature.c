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
    int is_rsa;
};

raw_key *raw_key_read(const uint8_t *pem, size_t length) {
    BIO *input = length <= INT_MAX ? BIO_new_mem_buf(pem, (int)length) : NULL;
    EVP_PKEY *key = input ? PEM_read_bio_PrivateKey(input, NULL, NULL, NULL) : NULL;
    BIO_free(input);
    raw_key *raw = key ? malloc(sizeof(raw_key)) : NULL;
    if (!raw) return NULL;
    raw->key = key;
    raw->is_rsa = EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA;
    return raw;
}

int raw_digest(const uint8_t *octets, size_t length, uint8_t digest[32]) {
    return EVP_Digest(octets, length, digest, NULL, EVP_sha256(), NULL);
}

int raw_sign(raw_key *key, const uint8_t *octets, size_t length, uint8_t *signature, size_t *signature_length) {
    uint8_t digest[32];
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    int done = 0;
    if (key->is_rsa) {
        done = EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, key->key) == 1
            && EVP_DigestSign(context, signature, signature_length, octets, length) == 1;
    } else {
        done = raw_digest(octets, length, digest) == 1
            && EVP_DigestSignInit(context, NULL, NULL, NULL, key->key) == 1
            && EVP_DigestSign(context, signature, signature_length, digest, sizeof digest) == 1;
    }
    EVP_MD_CTX_free(context);
    return done;
}

int raw_verify(raw_key *key, const uint8_t *octets, size_t length, const uint8_t *signature, size_t signature_length) {
    uint8_t digest[32];
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    int done = 0;
    if (key->is_rsa) {
        done = EVP_DigestVerifyInit(context, NULL, EVP_sha256(), NULL, key->key) == 1
            && EVP_DigestVerify(context, signature, signature_length, octets, length) == 1;
    } else {
        done = raw_digest(octets, length, digest) == 1
            && EVP_DigestVerifyInit(context, NULL, NULL, NULL, key->key) == 1
            && EVP_DigestVerify(context, signature, signature_length, digest, sizeof digest) == 1;
    }
    EVP_MD_CTX_free(context);
    return done;
}

long raw_peak_kib(void) {
    struct rusage usage;
    return getrusage(RUSAGE_SELF, &usage) == 0 ? usage.ru_maxrss : -1;
}
