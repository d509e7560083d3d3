#include "COpenSSLShim.h"

#include <limits.h>
#include <string.h>

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

/* Errors */

void waxwing_error_take(char *text, size_t capacity) {
    const char *reason = ERR_reason_error_string(ERR_peek_error());
    size_t length = reason ? strlen(reason) : 0;
    if (length >= capacity) length = capacity - 1;
    if (length > 0) memcpy(text, reason, length);
    text[length] = 0;
    ERR_clear_error();
}

/* Keys made and read */

EVP_PKEY *waxwing_key_generate_rsa(int bits) {
    return bits > 0 ? EVP_RSA_gen((unsigned int)bits) : NULL;
}

EVP_PKEY *waxwing_key_generate_ed25519(void) {
    return EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
}

EVP_PKEY *waxwing_key_read_ed25519(const uint8_t *seed, size_t length) {
    return EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, length);
}

static EVP_PKEY *whole(EVP_PKEY *key, const uint8_t *end, const uint8_t *expected) {
    if (key && end == expected) return key;
    EVP_PKEY_free(key);
    return NULL;
}

/* Steps into the element of the given kind that stands at the cursor and must fit; its end, or NULL. */
static const uint8_t *enter(const uint8_t **cursor, const uint8_t *end, int kind, int constructed) {
    long length = 0;
    int tag = 0, class = 0;
    int form = ASN1_get_object(cursor, &length, &tag, &class, end - *cursor);
    int fits = (form & 0x81) == 0 && tag == kind && class == V_ASN1_UNIVERSAL
        && (form & V_ASN1_CONSTRUCTED) == constructed && length <= end - *cursor;
    return fits ? *cursor + length : NULL;
}

/* The RSAPublicKey in a SubjectPublicKeyInfo of the usual form, or NULL for any other form. */
static const uint8_t *usual_rsa(const uint8_t *der, size_t length, const uint8_t **end) {
    static const uint8_t algorithm[] = {6, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 1, 5, 0};
    const uint8_t *cursor = der;
    *end = enter(&cursor, der + length, V_ASN1_SEQUENCE, V_ASN1_CONSTRUCTED);
    if (!*end || *end != der + length) return NULL;
    const uint8_t *behind = enter(&cursor, *end, V_ASN1_SEQUENCE, V_ASN1_CONSTRUCTED);
    if (!behind || behind - cursor != sizeof algorithm || memcmp(cursor, algorithm, sizeof algorithm) != 0) return NULL;
    cursor = behind;
    behind = enter(&cursor, *end, V_ASN1_BIT_STRING, 0);
    return behind == *end && behind > cursor && *cursor == 0 ? cursor + 1 : NULL;
}

/* OpenSSL 3 takes several times as long for the whole as for a verification, and next to nothing for what stands in it. */
EVP_PKEY *waxwing_public_key_read_info(const uint8_t *der, size_t length) {
    if (length == 0 || length > LONG_MAX) return NULL;
    const uint8_t *end = NULL;
    const uint8_t *cursor = usual_rsa(der, length, &end);
    EVP_PKEY *key = cursor ? d2i_PublicKey(EVP_PKEY_RSA, NULL, &cursor, end - cursor) : NULL;
    if (key) return whole(key, cursor, end);
    ERR_clear_error();
    cursor = der;
    key = d2i_PUBKEY(NULL, &cursor, (long)length);
    return whole(key, cursor, der + length);
}

int waxwing_rsa_exponent_bits(const EVP_PKEY *key) {
    BIGNUM *exponent = NULL;
    int bits = EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_E, &exponent) == 1 ? BN_num_bits(exponent) : -1;
    BN_free(exponent);
    return bits;
}

EVP_PKEY *waxwing_public_key_read_rsa(const uint8_t *der, size_t length) {
    if (length == 0 || length > LONG_MAX) return NULL;
    const uint8_t *cursor = der;
    EVP_PKEY *key = d2i_PublicKey(EVP_PKEY_RSA, NULL, &cursor, (long)length);
    return whole(key, cursor, der + length);
}

EVP_PKEY *waxwing_public_key_read_ed25519(const uint8_t *octets, size_t length) {
    return EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, octets, length);
}

int waxwing_key_is_rsa(const EVP_PKEY *key) {
    return EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA;
}

int waxwing_key_is_ed25519(const EVP_PKEY *key) {
    return EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519;
}

/* Keys written */

/* Copies what a memory BIO holds if it fits, and frees the BIO: that wipes its memory. */
static long take(BIO *written, int succeeded, uint8_t *output, size_t capacity) {
    char *data = NULL;
    long length = succeeded ? BIO_get_mem_data(written, &data) : -1;
    if (length > 0 && (size_t)length <= capacity) memcpy(output, data, (size_t)length);
    BIO_free(written);
    return length;
}

long waxwing_key_write_pem(const EVP_PKEY *key, uint8_t *output, size_t capacity) {
    BIO *written = BIO_new(BIO_s_mem());
    if (!written) return -1;
    return take(written, PEM_write_bio_PKCS8PrivateKey(written, key, NULL, NULL, 0, NULL, NULL), output, capacity);
}

long waxwing_key_write_public_info(const EVP_PKEY *key, uint8_t *output, size_t capacity) {
    int length = i2d_PUBKEY(key, NULL);
    if (length > 0 && (size_t)length <= capacity) {
        uint8_t *cursor = output;
        return i2d_PUBKEY(key, &cursor);
    }
    return length;
}

long waxwing_key_write_public_ed25519(const EVP_PKEY *key, uint8_t *output, size_t capacity) {
    size_t length = 0;
    if (EVP_PKEY_get_raw_public_key(key, NULL, &length) != 1) return -1;
    if (length > capacity) return (long)length;
    return EVP_PKEY_get_raw_public_key(key, output, &length) == 1 ? (long)length : -1;
}

/* Signatures */

static const EVP_MD *digest_of(int kind) {
    switch (kind) {
    case WAXWING_SHA1: return EVP_sha1();
    case WAXWING_SHA256: return EVP_sha256();
    default: return NULL;
    }
}

static EVP_PKEY_CTX *rsa_context(EVP_PKEY *key, int (*start)(EVP_PKEY_CTX *), int digest_kind) {
    const EVP_MD *digest = digest_of(digest_kind);
    if (!digest || !waxwing_key_is_rsa(key)) return NULL;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
    if (context && start(context) == 1 && EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1
        && EVP_PKEY_CTX_set_signature_md(context, digest) == 1)
        return context;
    EVP_PKEY_CTX_free(context);
    return NULL;
}

long waxwing_rsa_sign_digest(EVP_PKEY *key, int digest_kind, const uint8_t *digest, size_t digest_length,
                             uint8_t *output, size_t capacity) {
    EVP_PKEY_CTX *context = rsa_context(key, EVP_PKEY_sign_init, digest_kind);
    if (!context) return -1;
    size_t length = capacity;
    int succeeded = EVP_PKEY_sign(context, output, &length, digest, digest_length);
    EVP_PKEY_CTX_free(context);
    return succeeded == 1 ? (long)length : -1;
}

int waxwing_rsa_verify_digest(EVP_PKEY *key, int digest_kind, const uint8_t *digest, size_t digest_length,
                              const uint8_t *signature, size_t signature_length) {
    EVP_PKEY_CTX *context = rsa_context(key, EVP_PKEY_verify_init, digest_kind);
    if (!context) return -1;
    int answer = EVP_PKEY_verify(context, signature, signature_length, digest, digest_length);
    EVP_PKEY_CTX_free(context);
    return answer;
}

/* Making a context anew costs a tenth of a verification: it is made once for a key, and copied for use. */

EVP_PKEY_CTX *waxwing_rsa_verifier(EVP_PKEY *key) {
    return rsa_context(key, EVP_PKEY_verify_init, WAXWING_SHA256);
}

EVP_PKEY_CTX *waxwing_rsa_signer(EVP_PKEY *key) {
    return rsa_context(key, EVP_PKEY_sign_init, WAXWING_SHA256);
}

int waxwing_rsa_verify_prepared(const EVP_PKEY_CTX *verifier, const uint8_t *digest, size_t digest_length,
                                const uint8_t *signature, size_t signature_length) {
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_dup(verifier);
    int answer = context ? EVP_PKEY_verify(context, signature, signature_length, digest, digest_length) : -1;
    EVP_PKEY_CTX_free(context);
    return answer;
}

long waxwing_rsa_sign_prepared(const EVP_PKEY_CTX *signer, const uint8_t *digest, size_t digest_length, uint8_t *output,
                               size_t capacity) {
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_dup(signer);
    size_t length = capacity;
    int succeeded = context && EVP_PKEY_sign(context, output, &length, digest, digest_length) == 1;
    EVP_PKEY_CTX_free(context);
    return succeeded ? (long)length : -1;
}

long waxwing_ed25519_sign(EVP_PKEY *key, const uint8_t *message, size_t length, uint8_t *output, size_t capacity) {
    EVP_MD_CTX *context = waxwing_key_is_ed25519(key) ? EVP_MD_CTX_new() : NULL;
    if (!context) return -1;
    size_t written = capacity;
    int succeeded = EVP_DigestSignInit(context, NULL, NULL, NULL, key) == 1
        && EVP_DigestSign(context, output, &written, message, length) == 1;
    EVP_MD_CTX_free(context);
    return succeeded ? (long)written : -1;
}

int waxwing_ed25519_verify(EVP_PKEY *key, const uint8_t *message, size_t length, const uint8_t *signature,
                           size_t signature_length) {
    EVP_MD_CTX *context = waxwing_key_is_ed25519(key) ? EVP_MD_CTX_new() : NULL;
    if (!context) return -1;
    int answer = EVP_DigestVerifyInit(context, NULL, NULL, NULL, key) == 1
        ? EVP_DigestVerify(context, signature, signature_length, message, length)
        : -1;
    EVP_MD_CTX_free(context);
    return answer;
}

/* Certificates */

static int set_serial(X509 *certificate, const uint8_t *serial, size_t length) {
    BIGNUM *number = length <= 20 ? BN_bin2bn(serial, (int)length, NULL) : NULL;
    int done = number && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != NULL;
    BN_free(number);
    return done;
}

/* The common name has at most 64 characters (RFC 5280, appendix A.1); the name that counts is the alternative one. */
static int set_name(X509 *certificate, const char *host) {
    X509_NAME *name = X509_get_subject_name(certificate);
    const unsigned char *organization = (const unsigned char *)"Self-signed";
    return X509_NAME_add_entry_by_txt(name, "O", MBSTRING_ASC, organization, -1, -1, 0) == 1
        && (strlen(host) > 64
            || X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)host, -1, -1, 0) == 1)
        && X509_set_issuer_name(certificate, name) == 1;
}

static int add_alternative_name(X509 *certificate, const char *host) {
    int done = 0;
    GENERAL_NAMES *names = GENERAL_NAMES_new();
    GENERAL_NAME *name = GENERAL_NAME_new();
    ASN1_OCTET_STRING *address = a2i_IPADDRESS(host);
    ASN1_IA5STRING *domain = address ? NULL : ASN1_IA5STRING_new();
    ERR_clear_error();
    if (names && name && (address || (domain && ASN1_STRING_set(domain, host, -1) == 1))) {
        if (address) GENERAL_NAME_set0_value(name, GEN_IPADD, address);
        else GENERAL_NAME_set0_value(name, GEN_DNS, domain);
        address = NULL;
        domain = NULL;
        if (sk_GENERAL_NAME_push(names, name) > 0) {
            name = NULL;
            done = X509_add1_ext_i2d(certificate, NID_subject_alt_name, names, 0, X509V3_ADD_DEFAULT) == 1;
        }
    }
    ASN1_OCTET_STRING_free(address);
    ASN1_IA5STRING_free(domain);
    GENERAL_NAME_free(name);
    GENERAL_NAMES_free(names);
    return done;
}

static int add_extension(X509 *certificate, int kind, const char *value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, kind, value);
    int done = extension && X509_add_ext(certificate, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return done;
}

static int fill(X509 *certificate, EVP_PKEY *key, const char *host, int64_t not_before, int64_t not_after) {
    return X509_set_version(certificate, 2) == 1
        && ASN1_TIME_set(X509_getm_notBefore(certificate), (time_t)not_before) != NULL
        && ASN1_TIME_set(X509_getm_notAfter(certificate), (time_t)not_after) != NULL
        && X509_set_pubkey(certificate, key) == 1 && set_name(certificate, host)
        && add_alternative_name(certificate, host)
        && add_extension(certificate, NID_basic_constraints, "critical,CA:FALSE")
        && add_extension(certificate, NID_ext_key_usage, "serverAuth")
        && add_extension(certificate, NID_subject_key_identifier, "hash")
        && X509_sign(certificate, key, EVP_sha256()) > 0;
}

int waxwing_certificate_make(const char *host, int key_kind, int64_t not_before, int64_t not_after,
                             const uint8_t *serial, size_t serial_length, uint8_t *certificate,
                             size_t *certificate_length, uint8_t *private_key, size_t *private_key_length) {
    EVP_PKEY *key = key_kind == WAXWING_RSA_2048 ? EVP_RSA_gen(2048) : EVP_EC_gen("P-256");
    X509 *made = X509_new();
    BIO *written = BIO_new(BIO_s_mem());
    long length = -1;
    long key_length = -1;
    if (key && made && written && set_serial(made, serial, serial_length)
        && fill(made, key, host, not_before, not_after)) {
        length = take(written, PEM_write_bio_X509(written, made), certificate, *certificate_length);
        written = NULL;
        key_length = waxwing_key_write_pem(key, private_key, *private_key_length);
    }
    BIO_free(written);
    X509_free(made);
    EVP_PKEY_free(key);
    if (length <= 0 || (size_t)length > *certificate_length) return 0;
    if (key_length <= 0 || (size_t)key_length > *private_key_length) return 0;
    *certificate_length = (size_t)length;
    *private_key_length = (size_t)key_length;
    return 1;
}
