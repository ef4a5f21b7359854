// What open pages watch: reports of the live city that somebody looks at, and the streams to tell.
//
//     Board board(site);
//     auto events = TRY(board.watch(form, id, date, unit));      // an event stream for one page
//     site.apply(…);
//     board.publish();                          // tells each page the cells that changed for it
//
// Under the office's mutex. A report nobody watches any more is let go at the next publish.
#pragma once

#include <list>
#include <memory>
#include <string>

#include "http/event_stream.h"
#include "report/fill.h"
#include "site/live_city.h"

namespace yitao::api {

class Board {
  public:
    // `site` must outlive it.
    explicit Board(site::Site& site) : city_(site) {}

    Result<std::shared_ptr<http::EventStream>> watch(
        std::shared_ptr<const templates::Template> form, const std::string& id,
        const report::FillDate& date, org::UnitIndex unit);
    // All that changed since it was last called.
    void publish();
    // The template has other bindings or is gone: pages are told to ask anew.
    void forget(const std::string& id);
    [[nodiscard]] size_t pages() const;
    void close();

  private:
    struct Page {
        org::UnitIndex unit = 0;
        std::shared_ptr<http::EventStream> events;
    };
    struct Watched {
        std::string id;
        report::FillDate date;
        std::shared_ptr<const templates::Template> form;
        uint32_t report = 0;
        std::list<Page> pages;
    };

    site::LiveCity city_;
    std::list<Watched> watched_;
};

}  // namespace yitao::api
