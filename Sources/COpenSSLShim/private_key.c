#include "COpenSSLShim.h"

#include <limits.h>
#include <string.h>

#include <openssl/asn1t.h>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/proverr.h>
#include <openssl/x509.h>

/* What a passphrase is asked to open, and how much work that may be. */
struct lock {
    const uint8_t *passphrase;
    size_t length;
    uint64_t maximum_rounds;
    uint64_t maximum_scrypt_work;
};

/* One block of PEM text. */
struct block {
    char *name;
    char *header;
    uint8_t *data;
    long length;
};

static void free_block(struct block *block) {
    OPENSSL_secure_free(block->name);
    OPENSSL_secure_free(block->header);
    if (block->length > 0) OPENSSL_secure_clear_free(block->data, (size_t)block->length);
    else OPENSSL_secure_free(block->data);
    memset(block, 0, sizeof *block);
}

/* Whether OpenSSL failed because it does not know a kind of key, a cipher or a derivation; else what the caller says. */
static int outcome_of_failure(int otherwise) {
    unsigned long error = ERR_peek_error();
    int reason = ERR_GET_REASON(error);
    if (reason == ERR_R_UNSUPPORTED) return WAXWING_KEY_UNSUPPORTED;
    switch (ERR_GET_LIB(error)) {
    case ERR_LIB_PROV: return reason == PROV_R_WRONG_FINAL_BLOCK_LENGTH ? WAXWING_KEY_MALFORMED : otherwise;
    case ERR_LIB_PEM:
        return reason == PEM_R_UNSUPPORTED_ENCRYPTION || reason == PEM_R_UNSUPPORTED_CIPHER ? WAXWING_KEY_UNSUPPORTED
                                                                                            : otherwise;
    case ERR_LIB_EVP: break;
    default: return otherwise;
    }
    switch (reason) {
    case EVP_R_UNKNOWN_CIPHER:
    case EVP_R_UNKNOWN_PBE_ALGORITHM:
    case EVP_R_UNSUPPORTED_ALGORITHM:
    case EVP_R_UNSUPPORTED_CIPHER:
    case EVP_R_UNSUPPORTED_KEY_DERIVATION_FUNCTION:
    case EVP_R_UNSUPPORTED_KEYLENGTH:
    case EVP_R_UNSUPPORTED_PRF:
    case EVP_R_UNSUPPORTED_PRIVATE_KEY_ALGORITHM:
    case EVP_R_UNSUPPORTED_SALT_TYPE: return WAXWING_KEY_UNSUPPORTED;
    default: return otherwise;
    }
}

/* The older encryption */

/* Without this OpenSSL would ask for a passphrase on the terminal. */
static int give_passphrase(char *buffer, int size, int writing, void *context) {
    const struct lock *lock = context;
    (void)writing;
    if (!lock->passphrase || size < 0 || lock->length > (size_t)size) return -1;
    memcpy(buffer, lock->passphrase, lock->length);
    return (int)lock->length;
}

/* Opens a block whose header says how it is encrypted (RFC 1421, section 4.6.1.1, as OpenSSL takes it). */
static int open_header(struct block *block, struct lock *lock, int *was_encrypted) {
    EVP_CIPHER_INFO cipher;
    if (PEM_get_EVP_CIPHER_INFO(block->header, &cipher) != 1) return outcome_of_failure(WAXWING_KEY_MALFORMED);
    if (!cipher.cipher) return WAXWING_KEY_READ;
    *was_encrypted = 1;
    if (!lock->passphrase) return WAXWING_KEY_PASSPHRASE_NEEDED;
    long length = block->length;
    if (PEM_do_header(&cipher, block->data, &length, give_passphrase, lock) != 1)
        return outcome_of_failure(WAXWING_KEY_PASSPHRASE_WRONG);
    /* What is decrypted is shorter; the rest is wiped with it. */
    if (length < block->length) OPENSSL_cleanse(block->data + length, (size_t)(block->length - length));
    block->length = length;
    return WAXWING_KEY_READ;
}

/* The encryption of PKCS#8 */

/* The fields of a parameter, or a null pointer; what is none of that type OpenSSL refuses later without any work. */
#define UNPACKED(type, parameter) \
    ((type *)((parameter) ? ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(type), parameter) : NULL))

static int are_rounds_affordable(const ASN1_INTEGER *rounds, const struct lock *lock) {
    uint64_t value = 0;
    return ASN1_INTEGER_get_uint64(&value, rounds) == 1 && value <= lock->maximum_rounds;
}

static int is_scrypt_affordable(const SCRYPT_PARAMS *scrypt, const struct lock *lock) {
    uint64_t maximum = lock->maximum_scrypt_work;
    uint64_t cost = 0, block = 0, parallel = 0;
    return ASN1_INTEGER_get_uint64(&cost, scrypt->costParameter) == 1
        && ASN1_INTEGER_get_uint64(&block, scrypt->blockSize) == 1
        && ASN1_INTEGER_get_uint64(&parallel, scrypt->parallelizationParameter) == 1 && cost > 0 && block > 0
        && cost <= maximum && block <= maximum / cost && parallel <= maximum / cost / block;
}

static int is_derivation_affordable(const X509_ALGOR *derivation, const struct lock *lock) {
    int affordable = 1;
    if (OBJ_obj2nid(derivation->algorithm) == NID_id_scrypt) {
        SCRYPT_PARAMS *scrypt = UNPACKED(SCRYPT_PARAMS, derivation->parameter);
        if (scrypt) affordable = is_scrypt_affordable(scrypt, lock);
        SCRYPT_PARAMS_free(scrypt);
    } else {
        PBKDF2PARAM *parameter = UNPACKED(PBKDF2PARAM, derivation->parameter);
        if (parameter) affordable = are_rounds_affordable(parameter->iter, lock);
        PBKDF2PARAM_free(parameter);
    }
    return affordable;
}

/* Whether an encryption asks for no more work than it may (RFC 8018, appendix A; RFC 7914, section 7). */
static int is_affordable(const X509_ALGOR *encryption, const struct lock *lock) {
    int affordable = 1;
    if (OBJ_obj2nid(encryption->algorithm) == NID_pbes2) {
        PBE2PARAM *parameter = UNPACKED(PBE2PARAM, encryption->parameter);
        if (parameter) affordable = is_derivation_affordable(parameter->keyfunc, lock);
        PBE2PARAM_free(parameter);
    } else {
        PBEPARAM *parameter = UNPACKED(PBEPARAM, encryption->parameter);
        if (parameter) affordable = are_rounds_affordable(parameter->iter, lock);
        PBEPARAM_free(parameter);
    }
    ERR_clear_error();
    return affordable;
}

static int open_info(const struct block *block, const struct lock *lock, PKCS8_PRIV_KEY_INFO **info) {
    const uint8_t *cursor = block->data;
    X509_SIG *sealed = d2i_X509_SIG(NULL, &cursor, block->length);
    int outcome = WAXWING_KEY_MALFORMED;
    if (sealed && cursor == block->data + block->length) {
        const X509_ALGOR *algorithm = NULL;
        X509_SIG_get0(sealed, &algorithm, NULL);
        if (!lock->passphrase) {
            outcome = WAXWING_KEY_PASSPHRASE_NEEDED;
        } else if (!is_affordable(algorithm, lock)) {
            outcome = WAXWING_KEY_TOO_COSTLY;
        } else {
            *info = PKCS8_decrypt(sealed, (const char *)lock->passphrase, (int)lock->length);
            outcome = *info ? WAXWING_KEY_READ : outcome_of_failure(WAXWING_KEY_PASSPHRASE_WRONG);
        }
    }
    X509_SIG_free(sealed);
    return outcome;
}

/* Blocks */

/* The key of a PKCS#8 structure, which is freed. */
static EVP_PKEY *take_info(PKCS8_PRIV_KEY_INFO *info, int *outcome) {
    EVP_PKEY *key = info ? EVP_PKCS82PKEY(info) : NULL;
    PKCS8_PRIV_KEY_INFO_free(info);
    if (info && !key) *outcome = outcome_of_failure(WAXWING_KEY_MALFORMED);
    return key;
}

static EVP_PKEY *read_block(struct block *block, struct lock *lock, int *outcome) {
    const uint8_t *cursor = block->data;
    PKCS8_PRIV_KEY_INFO *info = NULL;
    if (strcmp(block->name, PEM_STRING_PKCS8) == 0) {
        *outcome = open_info(block, lock, &info);
        return take_info(info, outcome);
    }
    int was_encrypted = 0;
    *outcome = open_header(block, lock, &was_encrypted);
    if (*outcome != WAXWING_KEY_READ) return NULL;
    EVP_PKEY *key = NULL;
    if (strcmp(block->name, PEM_STRING_PKCS8INF) == 0) {
        info = d2i_PKCS8_PRIV_KEY_INFO(NULL, &cursor, block->length);
        key = take_info(info, outcome);
        if (info && !key) return NULL;
    } else if (strcmp(block->name, PEM_STRING_RSA) == 0) {
        key = d2i_PrivateKey(EVP_PKEY_RSA, NULL, &cursor, block->length);
    } else {
        *outcome = WAXWING_KEY_UNSUPPORTED;
        return NULL;
    }
    if (key && cursor == block->data + block->length) return key;
    EVP_PKEY_free(key);
    *outcome = was_encrypted ? WAXWING_KEY_PASSPHRASE_WRONG : WAXWING_KEY_MALFORMED;
    return NULL;
}

static int is_private_key(const char *name) {
    size_t length = strlen(name);
    size_t ending = strlen(PEM_STRING_PKCS8INF);
    return length >= ending && strcmp(name + length - ending, PEM_STRING_PKCS8INF) == 0;
}

EVP_PKEY *waxwing_key_read_pem(const uint8_t *pem, size_t length, const uint8_t *passphrase, size_t passphrase_length,
                               uint64_t maximum_rounds, uint64_t maximum_scrypt_work, int *outcome) {
    struct lock lock = {passphrase, passphrase_length, maximum_rounds, maximum_scrypt_work};
    struct block block = {NULL, NULL, NULL, 0};
    EVP_PKEY *key = NULL;
    *outcome = WAXWING_KEY_MALFORMED;
    BIO *input = length > 0 && length <= INT_MAX && passphrase_length <= INT_MAX
        ? BIO_new_mem_buf(pem, (int)length)
        : NULL;
    while (input && !block.name
           && PEM_read_bio_ex(input, &block.name, &block.header, &block.data, &block.length,
                              PEM_FLAG_SECURE | PEM_FLAG_EAY_COMPATIBLE) == 1) {
        if (is_private_key(block.name)) key = read_block(&block, &lock, outcome);
        else free_block(&block);
    }
    free_block(&block);
    BIO_free(input);
    return key;
}

/* Keys written */

long waxwing_key_write_pem_rsa(const EVP_PKEY *key, uint8_t *output, size_t capacity) {
    BIO *written = waxwing_key_is_rsa(key) ? BIO_new(BIO_s_mem()) : NULL;
    if (!written) return -1;
    int succeeded = PEM_write_bio_PrivateKey_traditional(written, key, NULL, NULL, 0, NULL, NULL);
    char *data = NULL;
    long length = succeeded == 1 ? BIO_get_mem_data(written, &data) : -1;
    if (length > 0 && (size_t)length <= capacity) memcpy(output, data, (size_t)length);
    BIO_free(written);
    return length;
}

long waxwing_key_write_pem_encrypted(const EVP_PKEY *key, const uint8_t *passphrase, size_t passphrase_length,
                                     int rounds, uint8_t *output, size_t capacity) {
    /* The salt is random, as no other is given. */
    const int salt_length = 16;
    if (passphrase_length > INT_MAX) return -1;
    BIO *written = BIO_new(BIO_s_mem());
    PKCS8_PRIV_KEY_INFO *info = written ? EVP_PKEY2PKCS8(key) : NULL;
    X509_ALGOR *algorithm = info
        ? PKCS5_pbe2_set_iv(EVP_aes_256_cbc(), rounds, NULL, salt_length, NULL, NID_hmacWithSHA256)
        : NULL;
    X509_SIG *sealed = algorithm
        ? PKCS8_set0_pbe((const char *)passphrase, (int)passphrase_length, info, algorithm)
        : NULL;
    if (algorithm && !sealed) X509_ALGOR_free(algorithm);
    char *data = NULL;
    long length = sealed && PEM_write_bio_PKCS8(written, sealed) == 1 ? BIO_get_mem_data(written, &data) : -1;
    if (length > 0 && (size_t)length <= capacity) memcpy(output, data, (size_t)length);
    X509_SIG_free(sealed);
    PKCS8_PRIV_KEY_INFO_free(info);
    BIO_free(written);
    return length;
}

/* Public keys */

long waxwing_public_key_next_pem(const uint8_t *pem, size_t length, int *is_bare_rsa, uint8_t *der, size_t capacity) {
    BIO *input = length > 0 && length <= INT_MAX ? BIO_new_mem_buf(pem, (int)length) : NULL;
    struct block block = {NULL, NULL, NULL, 0};
    long found = -1;
    while (input && found < 0
           && PEM_read_bio_ex(input, &block.name, &block.header, &block.data, &block.length,
                              PEM_FLAG_SECURE | PEM_FLAG_EAY_COMPATIBLE) == 1) {
        *is_bare_rsa = strcmp(block.name, PEM_STRING_RSA_PUBLIC) == 0;
        if (*is_bare_rsa || strcmp(block.name, PEM_STRING_PUBLIC) == 0) {
            found = block.length;
            if (found > 0 && (size_t)found <= capacity) memcpy(der, block.data, (size_t)found);
        }
        free_block(&block);
    }
    BIO_free(input);
    return found;
}
