// What a running server holds: the installation, its people, the workbooks it fills, what open
// pages watch. Shared by the files of this room, no one else's.
#pragma once

#include <boost/json.hpp>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>

#include "access/accounts.h"
#include "api/board.h"
#include "api/fills.h"
#include "api/jobs.h"
#include "api/metrics.h"
#include "api/overviews.h"
#include "api/row_lists.h"
#include "site/shelf.h"
#include "site/site.h"
#include "site/words.h"

namespace yitao::api {

namespace json = boost::json;
struct Call;
struct Reading;
struct AskedCells;

struct Office {
    // A Site belongs to one thread at a time: whoever touches `site`, `shelf`, `board` or `rows`
    // holds this. Handlers do, but for those whose route says otherwise.
    std::mutex mutex;
    site::Site site;
    std::unique_ptr<access::Accounts> accounts;
    site::Shelf shelf;
    Board board;
    RowLists rows;
    Fills fills;
    Overviews overviews;                       // has a lock of its own
    std::shared_ptr<const site::Words> words;  // of the installation, read when first needed
    std::map<std::string, std::shared_ptr<const Reading>> readings;  // of uploaded templates
    std::optional<json::object> burden;       // as the shelf is now; weighed when first asked for
    std::shared_ptr<const AskedCells> asked;  // likewise: what its forms ask
    uint64_t forms_version = 0;               // of what both hang on
    struct {
        int64_t day = 0;
        std::set<std::string> places;  // by post: "asked before" counts once a day
    } told_today;
    Jobs jobs;
    Metrics metrics;
    bool secure_cookies = false;

    Office(site::Site opened, std::unique_ptr<access::Accounts> people)
        : site(std::move(opened)),
          accounts(std::move(people)),
          shelf(site),
          board(site),
          rows(site) {}
};

// What changes of rows a post may make: of units it sees.
site::MayTouch may_touch(const Call& call);
// The one way in of this room: the batch through the site, within the post's units, then everything
// that shows it. After a change made otherwise: told(), without a table after rows of several.
Result<site::ApplyReport> apply(const Call& call, ledger::Batch batch,
                                const ledger::EntryInfo& info);
// The same for a ledger the program keeps, of what a route has judged already: a row that is
// refused is an error.
Result<site::ApplyReport> keep(const Call& call, ledger::Batch batch, const std::string& who);
void told(Office& office, std::optional<size_t> table = {});

}  // namespace yitao::api
