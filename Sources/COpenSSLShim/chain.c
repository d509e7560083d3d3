#include "COpenSSLShim.h"
#include "internal.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

/* Level 1: keys and digests that take 2^80 steps to break; no RSA under 1,024 bits, no MD5, no SHA-1. */
#define SECURITY_LEVEL 1
#define SECURITY_BITS 80

/* Certificates */

static STACK_OF(X509) *parse_all(const uint8_t *octets, const size_t *lengths, size_t count) {
    STACK_OF(X509) *certificates = sk_X509_new_null();
    for (size_t index = 0; certificates && index < count; index++) {
        X509 *certificate = waxwing_certificate_parse(octets, lengths[index]);
        if (certificate && sk_X509_push(certificates, certificate) > 0) {
            octets += lengths[index];
            continue;
        }
        X509_free(certificate);
        sk_X509_pop_free(certificates, X509_free);
        return NULL;
    }
    return certificates;
}

/* Whether a signature by the key may be checked: with a very long key or exponent that takes too long. */
static int is_affordable(const EVP_PKEY *key) {
    if (!key || EVP_PKEY_get_bits(key) > WAXWING_MAXIMUM_KEY_BITS) return 0;
    if (!EVP_PKEY_is_a(key, "RSA") && !EVP_PKEY_is_a(key, "RSA-PSS")) return 1;
    int bits = waxwing_rsa_exponent_bits(key);
    return bits > 1 && bits <= WAXWING_MAXIMUM_EXPONENT_BITS;
}

static void remove_unaffordable(STACK_OF(X509) *certificates) {
    for (int index = sk_X509_num(certificates) - 1; index >= 0; index--)
        if (!is_affordable(X509_get0_pubkey(sk_X509_value(certificates, index))))
            X509_free(sk_X509_delete(certificates, index));
}

/* Roots */

X509_STORE *waxwing_roots_make(void) {
    return X509_STORE_new();
}

X509_STORE *waxwing_roots_make_system(const char *file, const char *folders) {
    X509_STORE *roots = X509_STORE_new();
    if (roots && !file && !folders) X509_STORE_set_default_paths(roots);
    if (roots && file) X509_STORE_load_file(roots, file);
    if (roots && folders) X509_STORE_load_path(roots, folders);
    return roots;
}

/* Whether a file is named like the link to a root: eight digits of its subject's hash, a dot and a number. */
static int is_root_name(const char *name) {
    return strspn(name, "0123456789abcdef") == 8 && name[8] == '.' && name[9] >= '0' && name[9] <= '9';
}

static int has_root(const char *path) {
    DIR *folder = opendir(path);
    if (!folder) return 0;
    const struct dirent *entry;
    do entry = readdir(folder);
    while (entry && !is_root_name(entry->d_name));
    closedir(folder);
    return entry != NULL;
}

static const char *usual_folders(void) {
    const char *folders = getenv(X509_get_default_cert_dir_env());
    return folders ? folders : X509_get_default_cert_dir();
}

int waxwing_roots_are_missing(X509_STORE *roots, const char *folders) {
    X509_STORE_lock(roots);
    int count = sk_X509_OBJECT_num(X509_STORE_get0_objects(roots));
    X509_STORE_unlock(roots);
    if (count > 0) return 0;
    char *paths = strdup(folders ? folders : usual_folders());
    char *rest = NULL;
    /* Without memory nothing is claimed. */
    int found = !paths;
    const char *path = paths ? strtok_r(paths, ":", &rest) : NULL;
    for (; path && !found; path = strtok_r(NULL, ":", &rest)) found = has_root(path);
    free(paths);
    return !found;
}

int waxwing_roots_add(X509_STORE *roots, const uint8_t *der, size_t length) {
    X509 *certificate = waxwing_certificate_parse(der, length);
    int done = certificate && X509_STORE_add_cert(roots, certificate) == 1;
    X509_free(certificate);
    return done;
}

/* Faults */

struct collection {
    struct waxwing_chain_fault *faults;
    char *subjects;
    size_t capacity;
    size_t count;
    int64_t at;
    /* The trust anchors whose own validity does not count, or NULL. */
    STACK_OF(X509) *timeless;
    /* How many signatures may still be checked, and whether that was too few. */
    int allowance;
    int is_exhausted;
    /* Whether another road may still be taken, and OpenSSL's own check of signatures and times. */
    int may_turn_back;
    X509_STORE_CTX_verify_fn proceed;
};

/* The place of the collection among the data of a context: the one that is kept for applications. */
#define COLLECTION 0

/* Controls and what is not ASCII are escaped. */
static void write_subject(const X509 *certificate, char *text) {
    text[0] = 0;
    BIO *output = certificate ? BIO_new(BIO_s_mem()) : NULL;
    if (!output) return;
    if (X509_NAME_print_ex(output, X509_get_subject_name(certificate), 0, XN_FLAG_RFC2253) >= 0) {
        int length = BIO_read(output, text, WAXWING_SUBJECT_CAPACITY - 1);
        text[length > 0 ? length : 0] = 0;
    }
    BIO_free(output);
}

static void add(struct collection *collection, int code, int depth, const X509 *certificate) {
    if (collection->count < collection->capacity) {
        struct waxwing_chain_fault *fault = collection->faults + collection->count;
        fault->code = code;
        fault->depth = depth;
        fault->time = 0;
        if (certificate && code == X509_V_ERR_CERT_HAS_EXPIRED)
            waxwing_time_read(X509_get0_notAfter(certificate), &fault->time);
        if (certificate && code == X509_V_ERR_CERT_NOT_YET_VALID)
            waxwing_time_read(X509_get0_notBefore(certificate), &fault->time);
        write_subject(certificate, collection->subjects + collection->count * WAXWING_SUBJECT_CAPACITY);
    }
    collection->count++;
}

/* Whether it is the validity of the trust anchor itself that is wrong, and does not count. */
static int is_timeless(const struct collection *collection, X509_STORE_CTX *context, const X509 *certificate) {
    if (X509_STORE_CTX_get_error_depth(context) != sk_X509_num(X509_STORE_CTX_get0_chain(context)) - 1) return 0;
    for (int index = 0; index < sk_X509_num(collection->timeless); index++)
        if (X509_cmp(certificate, sk_X509_value(collection->timeless, index)) == 0) return 1;
    return 0;
}

/* Whether a certificate's last second is now, which OpenSSL takes for over (RFC 5280, section 4.1.2.5, does not). */
static int is_last_second(const struct collection *collection, const X509 *certificate) {
    int64_t end = 0;
    return waxwing_time_read(X509_get0_notAfter(certificate), &end) && end == collection->at;
}

static int is_forgiven(const struct collection *collection, X509_STORE_CTX *context, int code) {
    const X509 *certificate = X509_STORE_CTX_get_current_cert(context);
    if (!certificate) return 0;
    if (code == X509_V_ERR_CERT_HAS_EXPIRED && is_last_second(collection, certificate)) return 1;
    return (code == X509_V_ERR_CERT_HAS_EXPIRED || code == X509_V_ERR_CERT_NOT_YET_VALID)
        && is_timeless(collection, context, certificate);
}

/* Notes a fault and goes on, so that a person learns of all faults at once. */
static int collect(int is_good, X509_STORE_CTX *context) {
    if (is_good) return 1;
    struct collection *collection = X509_STORE_CTX_get_ex_data(context, COLLECTION);
    int code = X509_STORE_CTX_get_error(context);
    if (is_forgiven(collection, context, code)) {
        X509_STORE_CTX_set_error(context, X509_V_OK);
        return 1;
    }
    add(collection, code, X509_STORE_CTX_get_error_depth(context), X509_STORE_CTX_get_current_cert(context));
    return code != X509_V_ERR_OUT_OF_MEM && code != X509_V_ERR_UNSPECIFIED && code != X509_V_ERR_INVALID_CALL
        && code != X509_V_ERR_STORE_LOOKUP;
}

/* Checks */

/*
 * How often another road to a root is looked for. An authority's certificate may be there twice, from two issuers;
 * OpenSSL takes the one that comes first and does not turn back.
 */
#define MAXIMUM_DETOURS 4

/* Whether the chain led to no root; that is found out before anything else is. */
static int leads_nowhere(const struct collection *collection) {
    for (size_t index = 0; index < collection->count && index < collection->capacity; index++) {
        int code = collection->faults[index].code;
        if (code == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT || code == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY
            || code == X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN || code == X509_V_ERR_CERT_CHAIN_TOO_LONG)
            return 1;
    }
    return 0;
}

/* Whether another certificate with the same subject stands among the helpers, and this one too. */
static int has_alternative(const STACK_OF(X509) *helpers, const X509 *certificate) {
    int others = 0;
    int is_helper = 0;
    for (int index = 0; index < sk_X509_num(helpers); index++) {
        const X509 *other = sk_X509_value(helpers, index);
        if (X509_NAME_cmp(X509_get_subject_name(other), X509_get_subject_name(certificate)) != 0) continue;
        if (X509_cmp(other, certificate) == 0) is_helper = 1;
        else others = 1;
    }
    return is_helper && others;
}

/* The helper nearest to the end of a chain that led nowhere in whose place another one may stand, or NULL. */
static const X509 *wrong_turn(const struct collection *collection, X509_STORE_CTX *context) {
    if (!collection->may_turn_back || !leads_nowhere(collection)) return NULL;
    const STACK_OF(X509) *chain = X509_STORE_CTX_get0_chain(context);
    for (int depth = sk_X509_num(chain) - 1; depth > 0; depth--) {
        const X509 *certificate = sk_X509_value(chain, depth);
        if (has_alternative(X509_STORE_CTX_get0_untrusted(context), certificate)) return certificate;
    }
    return NULL;
}

static void remove_helper(STACK_OF(X509) *helpers, const X509 *certificate) {
    for (int index = sk_X509_num(helpers) - 1; index >= 0; index--)
        if (X509_cmp(sk_X509_value(helpers, index), certificate) == 0) X509_free(sk_X509_delete(helpers, index));
}

/* Checks signatures and times, but neither on a road that is not taken nor more than are allowed. */
static int verify(X509_STORE_CTX *context) {
    struct collection *collection = X509_STORE_CTX_get_ex_data(context, COLLECTION);
    if (wrong_turn(collection, context)) return 0;
    /* Each certificate is signed by the next one; the last one's own signature is not looked at. */
    int signatures = sk_X509_num(X509_STORE_CTX_get0_chain(context)) - 1;
    if (signatures > collection->allowance) {
        collection->is_exhausted = 1;
        return 0;
    }
    collection->allowance -= signatures;
    return collection->proceed(context);
}

/* One check; whether it could be made, and in has_detour whether another road is to be tried. */
static int run(X509_STORE *roots, X509 *server, STACK_OF(X509) *helpers, int maximum_issuers,
               struct collection *collection, int *has_detour) {
    collection->count = 0;
    *has_detour = 0;
    X509_STORE_CTX *context = X509_STORE_CTX_new();
    int done = context && X509_STORE_CTX_init(context, roots, server, helpers) == 1
        && X509_STORE_CTX_set_purpose(context, X509_PURPOSE_SSL_SERVER) == 1
        && X509_STORE_CTX_set_ex_data(context, COLLECTION, collection) == 1;
    if (done) {
        X509_VERIFY_PARAM *parameters = X509_STORE_CTX_get0_param(context);
        X509_VERIFY_PARAM_set_time(parameters, (time_t)collection->at);
        X509_VERIFY_PARAM_set_auth_level(parameters, SECURITY_LEVEL);
        X509_VERIFY_PARAM_set_depth(parameters, maximum_issuers);
        X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_TRUSTED_FIRST);
        X509_STORE_CTX_set_verify_cb(context, collect);
        collection->proceed = X509_STORE_CTX_get_verify(context);
        X509_STORE_CTX_set_verify(context, verify);
        /* Nothing passes that neither was found right nor has a fault. */
        if (X509_verify_cert(context) != 1 && collection->count == 0)
            add(collection, X509_STORE_CTX_get_error(context), X509_STORE_CTX_get_error_depth(context), NULL);
        const X509 *wrong = wrong_turn(collection, context);
        if (wrong) remove_helper(helpers, wrong);
        *has_detour = wrong != NULL;
    }
    X509_STORE_CTX_free(context);
    return done;
}

static long check(X509_STORE *roots, STACK_OF(X509) *timeless, const uint8_t *chain, const size_t *lengths,
                  size_t count, int64_t at, int maximum_issuers, int *allowance, struct waxwing_chain_fault *faults,
                  char *subjects, size_t capacity) {
    struct collection collection = {
        .faults = faults, .subjects = subjects, .capacity = capacity, .at = at, .timeless = timeless,
        .allowance = *allowance};
    STACK_OF(X509) *helpers = parse_all(chain, lengths, count);
    X509 *server = helpers ? sk_X509_shift(helpers) : NULL;
    int done = 0;
    if (server) {
        int has_detour = 1;
        remove_unaffordable(helpers);
        for (int detours = 0; has_detour; detours++) {
            collection.may_turn_back = detours < MAXIMUM_DETOURS;
            done = run(roots, server, helpers, maximum_issuers, &collection, &has_detour);
        }
    }
    X509_free(server);
    sk_X509_pop_free(helpers, X509_free);
    *allowance = collection.allowance;
    if (collection.is_exhausted) return WAXWING_ALLOWANCE_EXHAUSTED;
    return done ? (long)collection.count : -1;
}

long waxwing_chain_check(X509_STORE *roots, const uint8_t *chain, const size_t *lengths, size_t count, int64_t at,
                         int maximum_issuers, int *allowance, struct waxwing_chain_fault *faults, char *subjects,
                         size_t capacity) {
    return check(roots, NULL, chain, lengths, count, at, maximum_issuers, allowance, faults, subjects, capacity);
}

long waxwing_chain_check_anchors(const uint8_t *anchors, const size_t *anchor_lengths, size_t anchor_count,
                                 int is_timeless, const uint8_t *chain, const size_t *lengths, size_t count,
                                 int64_t at, int maximum_issuers, int *allowance, struct waxwing_chain_fault *faults,
                                 char *subjects, size_t capacity) {
    X509_STORE *roots = X509_STORE_new();
    STACK_OF(X509) *trusted = parse_all(anchors, anchor_lengths, anchor_count);
    int done = roots && trusted;
    if (done) remove_unaffordable(trusted);
    for (int index = 0; done && index < sk_X509_num(trusted); index++)
        done = X509_STORE_add_cert(roots, sk_X509_value(trusted, index)) == 1;
    long answer = -1;
    if (done)
        answer = check(roots, is_timeless ? trusted : NULL, chain, lengths, count, at, maximum_issuers, allowance,
                       faults, subjects, capacity);
    X509_STORE_free(roots);
    sk_X509_pop_free(trusted, X509_free);
    return answer;
}

/* Single signatures */

int waxwing_certificate_is_signed_by(const uint8_t *der, size_t length, const uint8_t *key_info,
                                     size_t key_info_length) {
    X509 *certificate = waxwing_certificate_parse(der, length);
    EVP_PKEY *key = waxwing_public_key_read_info(key_info, key_info_length);
    int bits = 0;
    int done = certificate && is_affordable(key) && EVP_PKEY_get_security_bits(key) >= SECURITY_BITS
        && X509_get_signature_info(certificate, NULL, NULL, &bits, NULL) == 1 && bits >= SECURITY_BITS
        && X509_verify(certificate, key) == 1;
    EVP_PKEY_free(key);
    X509_free(certificate);
    return done;
}

int waxwing_certificate_is_own_issuer(const uint8_t *der, size_t length) {
    X509 *certificate = waxwing_certificate_parse(der, length);
    int done = certificate && is_affordable(X509_get0_pubkey(certificate)) && X509_check_ca(certificate) == 1
        && X509_self_signed(certificate, 1) == 1;
    X509_free(certificate);
    return done;
}
