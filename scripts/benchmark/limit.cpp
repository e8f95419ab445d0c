/* The physical limit that scripts/bench compares with: one connection of libcurl, simdjson on demand, one prepared upsert a record, fifty
 * pages a transaction. It matches nothing, keeps no base, and could write nothing back.
 *
 *   limit hub|sf http://127.0.0.1:PORT FILE.db
 */
#include <curl/curl.h>
#include <simdjson.h>
#include <sqlite3.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

using namespace simdjson;

static void fail(const char *what) {
    fprintf(stderr, "limit: %s\n", what);
    exit(1);
}

struct Page {
    char *text = nullptr;
    size_t used = 0, room = 0;
    void need(size_t size) {
        if (size + SIMDJSON_PADDING > room) text = (char *)realloc(text, room = (size + SIMDJSON_PADDING) * 3 / 2);
    }
};

static size_t take(char *data, size_t size, size_t count, void *into) {
    Page *page = (Page *)into;
    page->need(page->used + size * count);
    memcpy(page->text + page->used, data, size * count);
    page->used += size * count;
    return size * count;
}

static const char *hub_fields[] = {"city", "company", "country", "createdate", "email", "firstname", "hs_lead_status", "hs_object_id", "jobtitle",
                                   "lastmodifieddate", "lastname", "lifecyclestage", "num_associated_deals", "phone", "referral_code"};
static const char *sf_fields[] = {"Id", "FirstName", "LastName", "Email", "Phone", "Title", "MailingCity", "MailingCountry", "LeadSource",
                                  "Description", "Number_of_Deals__c", "Lifetime_Value__c", "Referral_Code__c", "CreatedDate", "SystemModstamp"};
static const int columns = 15;

static sqlite3 *db;
static sqlite3_stmt *upsert;

static void run(const std::string &sql) {
    if (sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr)) fail(sqlite3_errmsg(db));
}

static void open_store(const char *path, const char **fields) {
    if (sqlite3_open(path, &db)) fail("the store cannot be opened");
    run("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536; PRAGMA wal_autocheckpoint=10000");
    std::string names, places, sets;
    for (int i = 0; i < columns; i++) {
        names += std::string(", ") + fields[i];
        places += ", ?" + std::to_string(i + 2);
        sets += std::string(i ? ", " : "") + fields[i] + "=excluded." + fields[i];
    }
    run("CREATE TABLE contacts(key TEXT PRIMARY KEY" + names + ")");
    std::string sql = "INSERT INTO contacts(key" + names + ") VALUES(?1" + places + ") ON CONFLICT(key) DO UPDATE SET " + sets;
    if (sqlite3_prepare_v3(db, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &upsert, nullptr)) fail(sqlite3_errmsg(db));
}

static void bind(int place, std::string_view text) { sqlite3_bind_text(upsert, place, text.data(), (int)text.size(), SQLITE_STATIC); }

static void bind(int place, ondemand::value value) {
    switch (value.type()) {
    case ondemand::json_type::string: bind(place, value.get_string().value()); break;
    case ondemand::json_type::number: {
        ondemand::number number = value.get_number();
        if (number.is_double()) sqlite3_bind_double(upsert, place, number.get_double());
        else sqlite3_bind_int64(upsert, place, number.get_int64());
        break;
    }
    case ondemand::json_type::boolean: sqlite3_bind_int(upsert, place, value.get_bool()); break;
    default: sqlite3_bind_null(upsert, place); break;
    }
}

static long store(Page &page, bool is_hub) {
    static ondemand::parser parser;
    long count = 0;
    auto document = parser.iterate(page.text, page.used, page.room);
    for (ondemand::object record : document[is_hub ? "results" : "records"].get_array()) {
        if (is_hub) {
            bind(1, record.find_field("id").get_string().value());
            ondemand::object properties = record.find_field("properties");
            for (int i = 0; i < columns; i++) bind(i + 2, properties.find_field(hub_fields[i]).value());
        } else {
            // simdjson's text stays where it is until the next page, so that the id may be bound twice.
            std::string_view id = record.find_field("Id").get_string();
            bind(1, id);
            bind(2, id);
            for (int i = 1; i < columns; i++) bind(i + 2, record.find_field(sf_fields[i]).value());
        }
        if (sqlite3_step(upsert) != SQLITE_DONE) fail(sqlite3_errmsg(db));
        sqlite3_reset(upsert);
        count++;
    }
    return count;
}

/* The next page's address, found by its name at the page's end or beginning, without another look at the whole. */
static bool follow(Page &page, const std::string &base, bool is_hub, std::string &url) {
    const char *name = is_hub ? "\"after\":\"" : "\"nextRecordsUrl\":\"";
    size_t window = page.used < 500 ? page.used : 500;
    const char *from = is_hub ? page.text + page.used - window : page.text;
    const char *found = (const char *)memmem(from, window, name, strlen(name));
    if (!found) return false;
    found += strlen(name);
    std::string value(found, (const char *)memchr(found, '"', page.text + page.used - found) - found);
    url = is_hub ? base + "/crm/v3/objects/contacts?limit=100&after=" + value : base + value;
    return true;
}

int main(int count, char **arguments) {
    if (count != 4) fail("usage: limit hub|sf BASE FILE.db");
    bool is_hub = !strcmp(arguments[1], "hub");
    std::string base = arguments[2];
    open_store(arguments[3], is_hub ? hub_fields : sf_fields);
    std::string url = base + (is_hub ? "/crm/v3/objects/contacts?limit=100" : "/services/data/v61.0/query?q=SELECT+Id+FROM+Contact");
    CURL *curl = curl_easy_init();
    Page page;
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &page);
    curl_easy_setopt(curl, CURLOPT_BUFFERSIZE, 512L * 1024);
    long records = 0, pages = 0;
    for (bool more = true; more; pages++) {
        page.used = 0;
        page.need(65536);
        long status = 0;
        curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
        if (curl_easy_perform(curl)) fail("no answer");
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
        if (status != 200) fail("not answered with 200");
        if (pages % 50 == 0) run("BEGIN IMMEDIATE");
        records += store(page, is_hub);
        more = follow(page, base, is_hub, url);
        if (pages % 50 == 49 || !more) run("COMMIT");
    }
    sqlite3_finalize(upsert);
    sqlite3_close(db);
    printf("{\"records\":%ld,\"calls\":%ld}\n", records, pages);
}
