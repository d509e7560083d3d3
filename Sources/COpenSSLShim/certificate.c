#include "COpenSSLShim.h"
#include "internal.h"

#include <limits.h>
#include <string.h>

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

/* Times */

int waxwing_time_read(const ASN1_TIME *time, int64_t *unix_time) {
    ASN1_TIME *epoch = ASN1_TIME_set(NULL, 0);
    int days = 0;
    int seconds = 0;
    int done = epoch && time && ASN1_TIME_diff(&days, &seconds, epoch, time) == 1;
    ASN1_TIME_free(epoch);
    if (done) *unix_time = (int64_t)days * 86400 + seconds;
    return done;
}

/* Names */

/* A name with any other octet in it is none; a zero or a blank would let it pass for another one. */
static int is_visible(const uint8_t *name, size_t length) {
    for (size_t index = 0; index < length; index++)
        if (name[index] <= ' ' || name[index] > '~') return 0;
    return length > 0;
}

static int read_names(const X509 *certificate, uint8_t *output, size_t *output_length) {
    size_t capacity = *output_length;
    size_t written = 0;
    int critical = 0;
    GENERAL_NAMES *names = X509_get_ext_d2i(certificate, NID_subject_alt_name, &critical, NULL);
    *output_length = 0;
    /* -1 says that there is no such extension; anything else, that it cannot be read or stands there twice. */
    if (!names) return critical == -1;
    for (int index = 0; index < sk_GENERAL_NAME_num(names); index++) {
        const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, index);
        if (name->type != GEN_DNS) continue;
        const uint8_t *text = ASN1_STRING_get0_data(name->d.dNSName);
        size_t length = (size_t)ASN1_STRING_length(name->d.dNSName);
        if (!is_visible(text, length) || length >= capacity - written) continue;
        memcpy(output + written, text, length);
        output[written + length] = ' ';
        written += length + 1;
    }
    GENERAL_NAMES_free(names);
    *output_length = written;
    return 1;
}

/* Channel binding */

/* The digest in the mask function of RSASSA-PSS (RFC 8017, appendix A.2.3), or NID_undef. */
static int mask_digest(const RSA_PSS_PARAMS *parameters) {
    if (!parameters->maskGenAlgorithm) return NID_sha1;
    const ASN1_OBJECT *kind = NULL;
    const void *value = NULL;
    int type = 0;
    X509_ALGOR_get0(&kind, &type, &value, parameters->maskGenAlgorithm);
    if (OBJ_obj2nid(kind) != NID_mgf1 || type != V_ASN1_SEQUENCE) return NID_undef;
    X509_ALGOR *digest = ASN1_item_unpack(value, ASN1_ITEM_rptr(X509_ALGOR));
    if (!digest) return NID_undef;
    X509_ALGOR_get0(&kind, NULL, NULL, digest);
    int answer = OBJ_obj2nid(kind);
    X509_ALGOR_free(digest);
    return answer;
}

/* Whether the signature uses no other digest besides; only RSASSA-PSS can. */
static int is_single(const X509 *certificate, int digest) {
    const X509_ALGOR *algorithm = NULL;
    const ASN1_OBJECT *kind = NULL;
    const void *value = NULL;
    int type = 0;
    X509_get0_signature(NULL, &algorithm, certificate);
    X509_ALGOR_get0(&kind, &type, &value, algorithm);
    if (OBJ_obj2nid(kind) != NID_rsassaPss) return 1;
    if (type != V_ASN1_SEQUENCE) return 0;
    RSA_PSS_PARAMS *parameters = ASN1_item_unpack(value, ASN1_ITEM_rptr(RSA_PSS_PARAMS));
    int answer = parameters && mask_digest(parameters) == digest;
    RSA_PSS_PARAMS_free(parameters);
    return answer;
}

static int read_binding(X509 *certificate, const uint8_t *der, size_t length, uint8_t *output, size_t *output_length) {
    size_t capacity = *output_length;
    unsigned int written = 0;
    int kind = NID_undef;
    *output_length = 0;
    X509_get_signature_info(certificate, &kind, NULL, NULL, NULL);
    if (kind == NID_undef || !is_single(certificate, kind)) return 1;
    const EVP_MD *digest = kind == NID_md5 || kind == NID_sha1 ? EVP_sha256() : EVP_get_digestbynid(kind);
    if (!digest || EVP_MD_get_size(digest) <= 0 || (size_t)EVP_MD_get_size(digest) > capacity) return 1;
    if (EVP_Digest(der, length, output, &written, digest, NULL) != 1) return 0;
    *output_length = written;
    return 1;
}

/* The certificate */

X509 *waxwing_certificate_parse(const uint8_t *der, size_t length) {
    if (length == 0 || length > LONG_MAX) return NULL;
    const uint8_t *cursor = der;
    X509 *certificate = d2i_X509(NULL, &cursor, (long)length);
    if (certificate && cursor == der + length) return certificate;
    X509_free(certificate);
    return NULL;
}

static int read_key_info(const X509 *certificate, uint8_t *output, size_t *output_length) {
    const X509_PUBKEY *key = X509_get_X509_PUBKEY(certificate);
    int length = i2d_X509_PUBKEY(key, NULL);
    if (length <= 0 || (size_t)length > *output_length) return 0;
    *output_length = (size_t)i2d_X509_PUBKEY(key, &output);
    return 1;
}

int waxwing_certificate_read(const uint8_t *der, size_t length, int64_t *not_before, int64_t *not_after,
                             uint8_t *names, size_t *names_length, uint8_t *binding, size_t *binding_length,
                             uint8_t *key_info, size_t *key_info_length) {
    X509 *certificate = waxwing_certificate_parse(der, length);
    int done = certificate && waxwing_time_read(X509_get0_notBefore(certificate), not_before)
        && waxwing_time_read(X509_get0_notAfter(certificate), not_after)
        && read_names(certificate, names, names_length)
        && read_binding(certificate, der, length, binding, binding_length)
        && read_key_info(certificate, key_info, key_info_length);
    X509_free(certificate);
    return done;
}

/* PEM */

/* Without this OpenSSL would ask for a passphrase on the terminal. */
static int no_passphrase(char *buffer, int size, int writing, void *context) {
    (void)buffer, (void)size, (void)writing, (void)context;
    return -1;
}

long waxwing_certificate_next_pem(const uint8_t *pem, size_t length, size_t *used, uint8_t *der, size_t capacity) {
    *used = 0;
    if (length == 0) return -2;
    if (length > INT_MAX) return -1;
    BIO *input = BIO_new_mem_buf(pem, (int)length);
    if (!input) return -1;
    unsigned char *data = NULL;
    long data_length = 0;
    int found = PEM_bytes_read_bio(&data, &data_length, NULL, PEM_STRING_X509, input, no_passphrase, NULL);
    *used = length - BIO_ctrl_pending(input);
    BIO_free(input);
    if (found != 1) {
        unsigned long error = ERR_peek_last_error();
        return ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE ? -2 : -1;
    }
    int fits = data_length > 0 && (size_t)data_length <= capacity;
    if (fits) memcpy(der, data, (size_t)data_length);
    OPENSSL_free(data);
    return fits ? data_length : -1;
}
