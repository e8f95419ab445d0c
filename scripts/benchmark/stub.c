/* The other side of scripts/bench: contacts in the style of HubSpot and Salesforce, rendered once and served from memory, so that what is
 * measured is the reader. It is no stand-in: it takes any token, checks nothing and keeps nothing that is written (the sandbox does that).
 *
 *   stub -p PORT -n RECORDS [-l MILLISECONDS]
 *
 * HubSpot     GET  /crm/v3/objects/contacts?limit=&after=&archived=    POST /crm/v3/objects/contacts/search    POST .../batch/read
 *             GET  /crm/v3/properties/contacts
 * Salesforce  GET  /services/data/vNN.N/query?q=SOQL, /query/CURSOR, /queryAll, /sobjects/Contact/describe
 *             POST /services/data/vNN.N/composite/sobjects/Contact, /services/oauth2/token
 * Control     GET  /admin/stats  /admin/reset  /admin/latency?ms=  /admin/change?k=
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { STEP = 20000 }; /* milliseconds between the modifications of two neighbours; the last one's was an hour before the start */

static long records = 100000;
static int port = 8900;
static atomic_int latency;
static atomic_long hub_calls, sf_calls, sent_records, sent_bytes, connections;

/* One vendor's records: each followed by a comma, so that any neighbours are a list as they lie. */
typedef struct {
    char *text;
    uint64_t *at;
    char **changed; /* the latest text of a record that was changed; NULL before */
} Pool;

static Pool hub, sf;
static long first; /* when record 0 was modified at first */
static long *order, *stamp; /* records by time of modification; the time of each, in milliseconds since 1970 */
static int batch;

static const char *first_names[] = {"James", "Mary", "José", "Patricia", "Müller", "Jennifer", "Søren", "Linda", "Zoë", "Elizabeth",
                                    "Wei", "Barbara", "Arjun", "Susan", "Joseph", "Jessica", "Olu", "Sarah", "Karim", "Karen"};
static const char *last_names[] = {"Smith", "Johnson", "Williams", "Brown", "García", "Jones", "Núñez", "Miller", "Davis", "Rodríguez",
                                   "Martinez", "Hernandez", "Lopez", "Gonzalez", "O'Brien", "Wilson", "Anderson", "Thomas", "Łukasz", "Taylor"};
static const char *companies[] = {"Acme Logistics", "Blue \\\"Sky\\\" Media", "Northwind Traders", "Contoso Europe GmbH", "Globex \\u0026 Sons",
                                  "Initech Systems", "Umbrella Retail", "Stark Analytics", "Wayne Freight", "Hooli Cloud"};
static const char *domains[] = {"acme-logistics", "bluesky", "northwind", "contoso", "globex", "initech", "umbrella", "stark", "wayne", "hooli"};
static const char *titles[] = {"Head of Partnerships", "Sales Manager", "Marketing Director", "Account Executive", "Chief Revenue Officer",
                               "Affiliate Lead", "Operations Analyst", "Founder"};
static const char *stages[] = {"lead", "marketingqualifiedlead", "salesqualifiedlead", "opportunity", "customer", "subscriber"};
static const char *statuses[] = {"\"NEW\"", "\"OPEN\"", "\"IN_PROGRESS\"", "\"CONNECTED\"", "\"UNQUALIFIED\""};
static const char *cities[] = {"Berlin", "Lyon", "Austin", "São Paulo", "Toronto", "Pune", "Kraków", "Osaka", "Cape Town", "Leeds"};
static const char *countries[] = {"Germany", "France", "United States", "Brazil", "Canada", "India", "Poland", "Japan", "South Africa", "United Kingdom"};
static const char *hub_fields[] = {"city", "company", "country", "createdate", "email", "entente_id", "firstname", "hs_lead_status", "hs_object_id", "jobtitle",
                                   "lastmodifieddate", "lastname", "lifecyclestage", "num_associated_deals", "phone", "referral_code", NULL};
static const char *sf_fields[] = {"Id", "FirstName", "LastName", "Email", "Phone", "Title", "MailingCity", "MailingCountry", "LeadSource",
                                  "Description", "Number_of_Deals__c", "Lifetime_Value__c", "Referral_Code__c", "Entente_Id__c", "CreatedDate", "SystemModstamp", NULL};

static uint64_t mix(uint64_t x) {
    x += 0x9e3779b97f4a7c15ULL;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

static long now(void) {
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return t.tv_sec * 1000L + t.tv_nsec / 1000000;
}

static void iso(char *out, long milliseconds, const char *zone) {
    time_t t = milliseconds / 1000;
    struct tm tm;
    gmtime_r(&t, &tm);
    sprintf(out, "%04d-%02d-%02dT%02d:%02d:%02d.%03d%s", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec,
            (int)(milliseconds % 1000), zone);
}

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
static const char check_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/* An 18-character id whose last three characters say which of the fifteen are capitals. */
static void sf_id(char *out, const char *prefix, long number) {
    sprintf(out, "%s5g0000xxxxx", prefix);
    out[15] = 0;
    for (int k = 14; k >= 10; k--, number /= 62) out[k] = digits[number % 62];
    for (int group = 0; group < 3; group++) {
        int bits = 0;
        for (int k = 0; k < 5; k++)
            if (isupper((unsigned char)out[group * 5 + k])) bits |= 1 << k;
        out[15 + group] = check_digits[bits];
    }
    out[18] = 0;
}

static long sf_number(const char *id) {
    long number = 0;
    for (int k = 10; k < 15; k++) {
        const char *digit = id[k] ? strchr(digits, id[k]) : NULL;
        if (!digit) return -1;
        number = number * 62 + (digit - digits);
    }
    return number < records ? number : -1;
}

static int render_hub(char *out, long i, long at, int rev) {
    uint64_t h = mix(i);
    char made[40], modified[40];
    iso(made, first + i * STEP - 86400000L * 30 - (long)(h % 86400000), "Z");
    iso(modified, at, "Z");
    long id = 51000000000L + i * 151;
    return sprintf(out,
        "{\"id\":\"%ld\",\"properties\":{\"city\":\"%s\",\"company\":\"%s\",\"country\":\"%s\",\"createdate\":\"%s\",\"email\":\"contact%ld@%s.example\","
        "\"entente_id\":null,\"firstname\":\"%s\",\"hs_lead_status\":%s,\"hs_object_id\":\"%ld\",\"jobtitle\":\"%s\",\"lastmodifieddate\":\"%s\",\"lastname\":\"%s\","
        "\"lifecyclestage\":\"%s\",\"num_associated_deals\":\"%d\",\"phone\":\"+1-555-%03d-%04d\",\"referral_code\":\"PRT-%06llX\"},"
        "\"createdAt\":\"%s\",\"updatedAt\":\"%s\",\"archived\":false},",
        id, cities[(h >> 24) % 10], companies[h % 10], countries[(h >> 24) % 10], made, i, domains[h % 10], first_names[(h >> 8) % 20],
        (h >> 30) % 4 ? statuses[(h >> 33) % 5] : "null", id, titles[(h >> 36) % 8], modified, last_names[(h >> 16) % 20], stages[(h >> 40) % 6],
        (int)((h >> 44) % 9), rev % 1000, (int)((h >> 48) % 10000), (unsigned long long)((h >> 20) & 0xffffff), made, modified);
}

static int render_sf(char *out, long i, long at, int rev) {
    uint64_t h = mix(i);
    char made[40], modified[40], id[32];
    iso(made, first + i * STEP - 86400000L * 30 - (long)(h % 86400000), "+0000");
    iso(modified, at, "+0000");
    sf_id(id, "003", i);
    return sprintf(out,
        "{\"attributes\":{\"type\":\"Contact\",\"url\":\"/services/data/v61.0/sobjects/Contact/%s\"},\"Id\":\"%s\",\"FirstName\":\"%s\","
        "\"LastName\":\"%s\",\"Email\":\"contact%ld@%s.example\",\"Phone\":\"+1-555-%03d-%04d\",\"Title\":\"%s\",\"MailingCity\":\"%s\","
        "\"MailingCountry\":\"%s\",\"LeadSource\":%s,\"Description\":\"%s\",\"Number_of_Deals__c\":%d.0,\"Lifetime_Value__c\":%d.%02d,"
        "\"Referral_Code__c\":\"PRT-%06llX\",\"CreatedDate\":\"%s\",\"SystemModstamp\":\"%s\",\"Entente_Id__c\":null,\"IsDeleted\":false,\"MasterRecordId\":null},",
        id, id, first_names[(h >> 8) % 20], last_names[(h >> 16) % 20], i, domains[h % 10], rev % 1000, (int)((h >> 48) % 10000),
        titles[(h >> 36) % 8], cities[(h >> 24) % 10], countries[(h >> 24) % 10], (h >> 30) % 4 ? statuses[(h >> 33) % 5] : "null",
        companies[h % 10], (int)((h >> 44) % 9), (int)((h >> 20) % 90000) + 10000, (int)(h % 100), (unsigned long long)((h >> 20) & 0xffffff),
        made, modified);
}

static void build(Pool *pool, int (*render)(char *, long, long, int)) {
    size_t room = 1 << 20, used = 0;
    pool->text = malloc(room);
    pool->at = malloc(sizeof(uint64_t) * (records + 1));
    pool->changed = calloc(records, sizeof(char *));
    for (long i = 0; i < records; i++) {
        if (used + 4096 > room) pool->text = realloc(pool->text, room = room * 3 / 2);
        pool->at[i] = used;
        used += render(pool->text + used, i, stamp[i], 0);
    }
    pool->at[records] = used;
}

/* Changes k records spread over all, two minutes ago, where every reader looks though it leaves out the last moments. Not while others read. */
static void change(long k) {
    if (k > records) k = records;
    long begin = now() - 120000, last = stamp[order[records - 1]], kept = 0;
    char text[4096];
    batch++;
    if (begin <= last) begin = last + 1;
    for (long j = 0; j < k; j++) {
        long i = (j * 2 + 1) * records / (2 * k);
        stamp[i] = begin + j;
        Pool *pools[] = {&hub, &sf};
        for (int p = 0; p < 2; p++) {
            (p ? render_sf : render_hub)(text, i, begin + j, batch);
            free(pools[p]->changed[i]);
            pools[p]->changed[i] = strdup(text);
        }
    }
    for (long j = 0; j < records; j++)
        if (stamp[order[j]] < begin) order[kept++] = order[j];
    for (long j = 0; j < k; j++) order[kept++] = (j * 2 + 1) * records / (2 * k);
}

/* The first place in `order` at or after an instant. Units: milliseconds since 1970. */
static long place(long at) {
    long low = 0, high = records;
    while (low < high) {
        long middle = (low + high) / 2;
        if (stamp[order[middle]] < at) low = middle + 1;
        else high = middle;
    }
    return low;
}

static long instant(const char *text) {
    while (*text == ' ' || *text == '"' || *text == ':') text++;
    if (strspn(text, "0123456789") >= 12) return atoll(text);
    struct tm tm = {0};
    char *rest = strptime(text, "%Y-%m-%dT%H:%M:%S", &tm);
    if (!rest) return 0;
    return timegm(&tm) * 1000L + (*rest == '.' ? (long)(strtod(rest, NULL) * 1000 + 0.5) : 0);
}

/* ---- answers */

typedef struct {
    int fd, closes;
    char *body; /* of the answer that is being made */
    size_t used, room;
} Client;

static void add(Client *c, const char *text, size_t length) {
    if (c->used + length + 1 > c->room) c->body = realloc(c->body, c->room = (c->used + length + 1) * 2);
    memcpy(c->body + c->used, text, length);
    c->used += length;
}

static void say(Client *c, const char *format, ...) {
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    add(c, text, length < (int)sizeof text ? length : (int)sizeof text - 1);
}

static int answer(Client *c, const char *status, const char *head) {
    int wait = latency;
    if (wait > 0) {
        struct timespec pause = {wait / 1000, wait % 1000 * 1000000L};
        nanosleep(&pause, NULL);
    }
    char top[600];
    int length = snprintf(top, sizeof top, "HTTP/1.1 %s\r\nContent-Type: application/json;charset=utf-8\r\nContent-Length: %zu\r\n%s%s\r\n", status,
                          c->used, head, c->closes ? "Connection: close\r\n" : "");
    struct iovec parts[2] = {{top, length}, {c->body, c->used}}, *part = parts;
    sent_bytes += c->used;
    c->used = 0;
    for (int left = 2; left;) {
        ssize_t wrote = writev(c->fd, part, left);
        if (wrote < 0 && errno != EINTR) return -1;
        while (left && wrote >= 0 && (size_t)wrote >= part->iov_len) wrote -= part->iov_len, part++, left--;
        if (left && wrote > 0) part->iov_base = (char *)part->iov_base + wrote, part->iov_len -= wrote;
    }
    return 0;
}

static void add_record(Client *c, Pool *pool, long i) {
    if (pool->changed[i]) add(c, pool->changed[i], strlen(pool->changed[i]));
    else add(c, pool->text + pool->at[i], pool->at[i + 1] - pool->at[i]);
}

/* Records as they lie, or by time; without the last one's comma. */
static void add_records(Client *c, Pool *pool, long from, long count, int by_time) {
    for (long j = from; j < from + count; j++) add_record(c, pool, by_time ? order[j] : j);
    if (count > 0) c->used--;
    sent_records += count;
}

static void decode(char *out, size_t room, const char *text, size_t length) {
    size_t n = 0;
    for (size_t i = 0; i < length && n + 1 < room; i++) {
        char pair[3] = {text[i], i + 1 < length ? text[i + 1] : 0, 0};
        if (text[i] == '%' && i + 2 < length) {
            pair[0] = text[i + 1], pair[1] = text[i + 2];
            out[n++] = (char)strtol(pair, NULL, 16);
            i += 2;
        } else out[n++] = text[i] == '+' ? ' ' : text[i];
    }
    out[n] = 0;
}

static int parameter(const char *query, const char *name, char *out, size_t room) {
    size_t length = strlen(name);
    while (query && *query) {
        const char *end = strchrnul(query, '&');
        if (!strncmp(query, name, length) && query[length] == '=') {
            decode(out, room, query + length + 1, end - query - length - 1);
            return 1;
        }
        query = *end ? end + 1 : end;
    }
    *out = 0;
    return 0;
}

static const char *after(const char *text, const char *name) {
    const char *found = strstr(text, name);
    return found ? found + strlen(name) : NULL;
}

static long number(const char *text, long otherwise) {
    if (!text) return otherwise;
    return atol(text + strspn(text, " :\""));
}

static const char hub_head[] = "X-HubSpot-RateLimit-Max: 190\r\nX-HubSpot-RateLimit-Remaining: 189\r\nX-HubSpot-RateLimit-Interval-Milliseconds: 10000\r\n";
static const char sf_head[] = "Sforce-Limit-Info: api-usage=18/1000000\r\n";

static int hub_page(Client *c, long begin, long limit, long skip, int by_time, int tells_total) {
    long total = records - begin, count = total - skip < limit ? total - skip : limit;
    if (count < 0) count = 0;
    say(c, "{");
    if (tells_total) say(c, "\"total\":%ld,", total);
    say(c, "\"results\":[");
    add_records(c, &hub, begin + skip, count, by_time);
    say(c, "]");
    if (skip + count < total) say(c, ",\"paging\":{\"next\":{\"after\":\"%ld\"}}", skip + count);
    say(c, "}");
    return answer(c, "200 OK", hub_head);
}

static int serve_hub(Client *c, const char *path, const char *query, const char *body) {
    char value[256];
    hub_calls++;
    if (!strcmp(path, "/crm/v3/properties/contacts")) {
        say(c, "{\"results\":[");
        for (int i = 0; hub_fields[i]; i++) {
            int is_time = strstr(hub_fields[i], "date") != NULL;
            say(c, "%s{\"name\":\"%s\",\"label\":\"%s\",\"type\":\"%s\",\"fieldType\":\"text\",\"hasUniqueValue\":%s,\"calculated\":false,"
                   "\"options\":[],\"modificationMetadata\":{\"readOnlyValue\":%s}}",
                i ? "," : "", hub_fields[i], hub_fields[i], is_time ? "datetime" : "string", i == 5 ? "true" : "false", is_time || i == 8 ? "true" : "false");
        }
        say(c, "]}");
        return answer(c, "200 OK", hub_head);
    }
    if (strstr(path, "/search")) {
        const char *filter = strstr(body, "\"value\"");
        long since = filter ? instant(filter + 7) : 0, limit = number(after(body, "\"limit\""), 100), skip = number(after(body, "\"after\""), 0);
        return hub_page(c, place(since), limit, skip, 1, 1);
    }
    if (strstr(path, "/batch/read")) {
        say(c, "{\"status\":\"COMPLETE\",\"results\":[");
        long count = 0;
        const char *inputs = strstr(body, "\"inputs\"");
        for (const char *id = inputs ? after(inputs, "\"id\"") : NULL; id; id = after(id, "\"id\"")) {
            long i = (number(id, 0) - 51000000000L) / 151;
            if (i >= 0 && i < records) add_record(c, &hub, i), count++;
        }
        if (count) c->used--;
        say(c, "]}");
        sent_records += count;
        return answer(c, "200 OK", hub_head);
    }
    parameter(query, "archived", value, sizeof value);
    if (!strcmp(value, "true")) {
        say(c, "{\"results\":[]}");
        return answer(c, "200 OK", hub_head);
    }
    parameter(query, "limit", value, sizeof value);
    long limit = *value ? atol(value) : 10;
    parameter(query, "after", value, sizeof value);
    return hub_page(c, 0, limit > 100 ? 100 : limit, atol(value), 0, 0);
}

/* A page of up to 2,000 records; its cursor says which part of which order is meant. */
static int sf_page(Client *c, long begin, long end, long skip, int by_time) {
    long count = end - begin - skip < 2000 ? end - begin - skip : 2000;
    if (count < 0) count = 0;
    int done = begin + skip + count >= end;
    say(c, "{\"totalSize\":%ld,\"done\":%s,", end - begin, done ? "true" : "false");
    if (!done) say(c, "\"nextRecordsUrl\":\"/services/data/v61.0/query/01g%d_%ld_%ld-%ld\",", by_time, begin, end, skip + count);
    say(c, "\"records\":[");
    add_records(c, &sf, begin + skip, count, by_time);
    say(c, "]}");
    return answer(c, "200 OK", sf_head);
}

static int serve_sf(Client *c, const char *path, const char *query, const char *body) {
    char soql[8192];
    const char *cursor = after(path, "/query/");
    sf_calls++;
    if (strstr(path, "/oauth2/token")) {
        say(c, "{\"access_token\":\"t\",\"instance_url\":\"http://127.0.0.1:%d\",\"token_type\":\"Bearer\",\"issued_at\":\"1704067200000\"}", port);
        return answer(c, "200 OK", "");
    }
    if (strstr(path, "/describe")) {
        say(c, "{\"name\":\"Contact\",\"fields\":[");
        for (int i = 0; sf_fields[i]; i++) {
            int is_read_only = i == 0 || i >= 14;
            say(c, "%s{\"name\":\"%s\",\"label\":\"%s\",\"type\":\"%s\",\"length\":255,\"scale\":2,\"unique\":%s,\"createable\":%s,"
                   "\"updateable\":%s,\"picklistValues\":[]}",
                i ? "," : "", sf_fields[i], sf_fields[i], i == 0 ? "id" : i >= 14 ? "datetime" : i == 10 || i == 11 ? "double" : "string",
                i == 13 ? "true" : "false", is_read_only ? "false" : "true", is_read_only ? "false" : "true");
        }
        say(c, "]}");
        return answer(c, "200 OK", sf_head);
    }
    if (strstr(path, "/composite/sobjects/")) {
        const char *id = after(body, "\"ids\"");
        long count = 0;
        say(c, "[");
        for (id = id ? strstr(id, "\"003") : NULL; id; id = strstr(id + 1, "\"003")) {
            long i = sf_number(id + 1);
            if (i >= 0) add_record(c, &sf, i);
            else say(c, "null,");
            count++;
        }
        if (count) c->used--;
        say(c, "]");
        sent_records += count;
        return answer(c, "200 OK", sf_head);
    }
    if (cursor) {
        long begin = 0, end = 0, skip = 0;
        int by_time = 0;
        sscanf(cursor, "01g%d_%ld_%ld-%ld", &by_time, &begin, &end, &skip);
        return sf_page(c, begin, end, skip, by_time);
    }
    parameter(query, "q", soql, sizeof soql);
    if (strstr(path, "/queryAll")) {
        say(c, "{\"totalSize\":0,\"done\":true,\"records\":[]}");
        return answer(c, "200 OK", sf_head);
    }
    const char *since = after(soql, "SystemModstamp >= "), *until = after(soql, "SystemModstamp < ");
    return sf_page(c, since ? place(instant(since)) : 0, until ? place(instant(until)) : records, 0, since || until);
}

static int serve_admin(Client *c, const char *path, const char *query) {
    char value[64];
    if (strstr(path, "/reset")) hub_calls = sf_calls = sent_records = sent_bytes = connections = 0;
    if (strstr(path, "/latency") && parameter(query, "ms", value, sizeof value)) latency = atoi(value);
    if (strstr(path, "/change")) change(parameter(query, "k", value, sizeof value) ? atol(value) : 100);
    say(c, "{\"hub_calls\":%ld,\"sf_calls\":%ld,\"records\":%ld,\"bytes\":%ld,\"connections\":%ld}", (long)hub_calls, (long)sf_calls,
        (long)sent_records, (long)sent_bytes, (long)connections);
    return answer(c, "200 OK", "");
}

/* ---- connections */

static int serve(Client *c, char *head, char *body) {
    char *path = strchr(head, ' '), *end = path ? strchr(path + 1, ' ') : NULL;
    if (!end) return -1;
    *path++ = 0, *end = 0;
    char *query = strchr(path, '?');
    if (query) *query++ = 0;
    if (!strncmp(path, "/admin/", 7)) return serve_admin(c, path, query);
    if (!strncmp(path, "/crm/", 5)) return serve_hub(c, path, query, body);
    if (!strncmp(path, "/services/", 10)) return serve_sf(c, path, query, body);
    say(c, "{\"status\":\"error\",\"message\":\"not found\",\"category\":\"OBJECT_NOT_FOUND\"}");
    return answer(c, "404 Not Found", "");
}

static void *converse(void *argument) {
    Client c = {.fd = (int)(long)argument};
    int one = 1;
    setsockopt(c.fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    connections++;
    size_t room = 1 << 20, used = 0;
    char *in = malloc(room + 1);
    while (!c.closes) {
        char *end;
        ssize_t got = 0;
        while (in[used] = 0, !(end = strstr(in, "\r\n\r\n"))) {
            if (used >= room || (got = read(c.fd, in + used, room - used)) <= 0) goto out;
            used += got;
        }
        const char *length = strcasestr(in, "\r\ncontent-length:");
        size_t head = end + 4 - in, body = length && length < end ? strtoul(length + 17, NULL, 10) : 0;
        const char *close_wish = strcasestr(in, "\r\nconnection: close"), *expects = strcasestr(in, "\r\nexpect: 100");
        c.closes = close_wish && close_wish < end;
        if (expects && expects < end && write(c.fd, "HTTP/1.1 100 Continue\r\n\r\n", 25) < 0) goto out;
        if (head + body > room) goto out;
        while (used < head + body) {
            if ((got = read(c.fd, in + used, room - used)) <= 0) goto out;
            used += got;
        }
        char kept = in[head + body];
        in[head + body] = 0, *end = 0;
        if (serve(&c, in, in + head) < 0) goto out;
        in[head + body] = kept;
        memmove(in, in + head + body, used - head - body);
        used -= head + body;
    }
out:
    free(in);
    free(c.body);
    close(c.fd);
    return NULL;
}

int main(int count, char **arguments) {
    int option, one = 1;
    while ((option = getopt(count, arguments, "p:n:l:")) != -1) {
        if (option == 'p') port = atoi(optarg);
        else if (option == 'n') records = atol(optarg);
        else if (option == 'l') latency = atoi(optarg);
        else return 64;
    }
    signal(SIGPIPE, SIG_IGN);
    order = malloc(sizeof(long) * records), stamp = malloc(sizeof(long) * records);
    first = now() - 3600000 - records * STEP;
    for (long i = 0; i < records; i++) order[i] = i, stamp[i] = first + i * STEP;
    build(&hub, render_hub);
    build(&sf, render_sf);
    int server = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(server, (void *)&address, sizeof address) || listen(server, 512)) {
        perror("stub");
        return 1;
    }
    socklen_t size = sizeof address;
    getsockname(server, (void *)&address, &size);
    port = ntohs(address.sin_port);
    printf("{\"port\":%d,\"hub_bytes\":%lu,\"sf_bytes\":%lu}\n", port, (unsigned long)hub.at[records], (unsigned long)sf.at[records]);
    fflush(stdout);
    for (;;) {
        int fd = accept(server, NULL, NULL);
        pthread_t thread;
        if (fd < 0) continue;
        if (pthread_create(&thread, NULL, converse, (void *)(long)fd)) close(fd);
        else pthread_detach(thread);
    }
}
