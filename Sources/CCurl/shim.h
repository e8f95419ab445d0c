// libcurl's setters and getters are variadic, which Swift cannot call: these give each kind of value its own function.
#pragma once
#define CURL_DISABLE_TYPECHECK 1
#include <curl/curl.h>

static inline CURLcode entente_curl_start(void) { return curl_global_init(CURL_GLOBAL_DEFAULT); }

static inline CURLcode entente_curl_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode entente_curl_set_size(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode entente_curl_set_text(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode entente_curl_set_pointer(CURL *easy, CURLoption option, void *value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode entente_curl_on_head(CURL *easy, curl_write_callback call, void *context) {
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, context);
    return curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, call);
}

static inline CURLcode entente_curl_on_body(CURL *easy, curl_write_callback call, void *context) {
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, context);
    return curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, call);
}

// Called once a connection stands, before the first byte of the request goes out.
static inline CURLcode entente_curl_before_request(CURL *easy, curl_prereq_callback call, void *context) {
    curl_easy_setopt(easy, CURLOPT_PREREQDATA, context);
    return curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, call);
}

static inline CURLcode entente_curl_get_size(CURL *easy, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLMcode entente_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

static inline CURLcode entente_curl_resume(CURL *easy) { return curl_easy_pause(easy, CURLPAUSE_CONT); }

// Support for brotli is a choice of whoever built libcurl.
static inline int entente_curl_has_brotli(void) {
    return (curl_version_info(CURLVERSION_NOW)->features & CURL_VERSION_BROTLI) != 0;
}
