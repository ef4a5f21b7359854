// bench city: the live engine on a sample city as it stands: all its ledgers, rules, calculated
// columns and report templates, today and the end of last month, every change through the site.
// Works on a copy beside the data directory, which is removed at the end.
#include <unistd.h>
#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>

#include "cli/city_edits.h"
#include "cli/city_values.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/spent.h"
#include "cli/support.h"
#include "report/period.h"
#include "site/data_folder.h"
#include "site/live_city.h"

namespace yitao::cli {

namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr size_t kBulkRows = 1'000;
constexpr uint64_t kSeed = 20261;

int64_t megabytes_now() {
    std::ifstream in("/proc/self/statm");
    int64_t pages = 0;
    int64_t resident = 0;
    in >> pages >> resident;
    return resident * sysconf(_SC_PAGESIZE) / (1 << 20);
}

// Passes on what the site tells the city, and how long the city took.
class Timed final : public site::ChangeListener {
  public:
    Timed(site::Site& site, site::LiveCity& city) : city_(city) { site.set_listener(this); }
    void rows_changed(size_t table, std::span<const ledger::RowId> rows,
                      std::optional<Date> effective_on) override {
        const Spent before = spent_now();
        city_.rows_changed(table, rows, effective_on);
        spent += spent_now() - before;
    }
    void units_changed() override {
        const Spent before = spent_now();
        city_.units_changed();
        spent += spent_now() - before;
        ++reloads;
    }
    void everything_changed() override {
        const Spent before = spent_now();
        city_.everything_changed();
        spent += spent_now() - before;
        ++reloads;
    }
    Spent spent;
    size_t reloads = 0;

  private:
    site::LiveCity& city_;
};

// A number of changes, what they cost the site and what the live engine.
struct Part {
    size_t changes = 0;
    size_t landed = 0;
    size_t refused = 0;
    size_t flagged = 0;
    size_t updates = 0;  // cells and units told
    Spent site;
    Spent live;
    std::vector<double> site_us;  // wall, of each batch
    std::vector<double> live_us;

    void add(const site::ApplyReport& report, const Spent& whole, const Spent& engine) {
        changes += report.rows.size();
        landed += report.inserted + report.updated + report.deleted;
        refused += report.refused;
        flagged += report.flagged;
        site += whole - engine;
        live += engine;
        site_us.push_back((whole - engine).wall_s * 1e6);
        live_us.push_back(engine.wall_s * 1e6);
    }
    static double p99(std::vector<double> times) {
        if (times.empty()) return 0;
        std::ranges::sort(times);
        return times[times.size() * 99 / 100];
    }
};

// A backup of the data directory; its folder goes with it.
class Copy {
  public:
    static Result<std::unique_ptr<Copy>> of(const CommonOptions& common) {
        auto copy = std::make_unique<Copy>();
        const fs::path from = fs::absolute(common.data).lexically_normal();
        const fs::path plain = from.has_filename() ? from : from.parent_path();
        const std::string path = fmt::format("{}.bench-{}", plain.string(), getpid());
        site::Site site = TRY(open_site(common, site::OpenMode::kRead));
        copy->path_ = path;
        TRY(site.backup(path));
        return copy;
    }
    ~Copy() {
        if (!path_.empty()) site::remove_folder(path_);
    }
    [[nodiscard]] const std::string& path() const { return path_; }

  private:
    std::string path_;
};

class CityBench {
  public:
    explicit CityBench(std::string folder) : folder_(std::move(folder)) {}

    Result<json::object> run(size_t edits) {
        // A backup has no column snapshots.
        TRY(TRY(site::Site::open(folder_, site::OpenMode::kWrite, system_clock())).save_columns());
        TRY(open());
        const auto tree = TRY(site_->tree(today_));
        const CityValues sample(*tree, reports_);
        const ShownValues before = TRY(sample.live(*site_, *city_));
        TRY(change(edits));
        TRY(advance());
        const ShownValues after = TRY(compare(sample));
        const size_t moved = CityValues::differences(before, after);
        TRY(reorganise(*tree));
        TRY(change_codes());
        TRY(compare(sample));
        out_["values_compared"] = compared_;
        // Values the changes moved: had the city stood still, so many differences would be told.
        out_["values_moved"] = moved;
        out_["differences"] = differences_;
        out_["peak_memory_mb"] = peak_megabytes();
        return out_;
    }

  private:
    // Site, templates and city, all reports at two dates.
    Result<void> open() {
        site_.emplace(TRY(site::Site::open(folder_, site::OpenMode::kWrite, system_clock())));
        if (today_ == Date{}) today_ = site_->clock().today();
        size_t each = 0;
        for (const pack::Pack& pack : site_->packs()) {
            for (const pack::ReportTemplate& report : pack.reports) {
                auto form =
                    TRY(templates::Template::open_file(report.path, report.path, site_->catalog()));
                each += form.each() ? 1 : 0;
                if (!form.each()) forms_.push_back(std::move(form));
            }
        }
        out_["reports_by_row"] = each;
        const Spent before = spent_now();
        city_ = std::make_unique<site::LiveCity>(*site_);
        timed_ = std::make_unique<Timed>(*site_, *city_);
        const Date opened = site_->clock().today();
        const Date month_end{opened.month_start().days - 1};
        TRY(add_reports(today_, report::complete_date({}, {}, opened).period));
        TRY(add_reports(month_end, {month_end.month_start(), month_end}));
        loading_ = spent_now() - before;
        if (out_.contains("cells")) return {};
        out_["units"] = TRY(site_->tree(today_))->size();
        tell_size();
        return {};
    }

    Result<void> add_reports(Date as_of, const formula::Period& period) {
        for (const templates::Template& form : forms_) {
            const uint32_t number = TRY(city_->add_report(form, as_of, period));
            reports_.push_back({number, &form, as_of, period});
        }
        return {};
    }

    void tell_size() {
        const site::LiveSize size = city_->size();
        out_["rows"] = size.rows;
        out_["reports"] = reports_.size();
        out_["cells"] = size.cells;
        out_["cells_reading_rows"] = size.reading_rows;
        out_["values"] = size.values;
        out_["measures"] = size.measures;
        out_["distinct_counts"] = size.distinct_counts;
        out_["calculated_columns"] = size.calculated;
        out_["across_ledgers"] = size.across_ledgers;
        out_["load_cpu_s"] = loading_.cpu_s;
        out_["load_wall_s"] = loading_.wall_s;
        out_["live_mb"] = size.bytes >> 20;
        out_["memory_mb"] = megabytes_now();
    }

    Result<void> change(size_t edits) {
        CityEdits script = TRY(CityEdits::open(*site_, kSeed));
        Part single;
        for (size_t i = 0; i < edits; ++i) TRY(apply(script, TRY(script.single()), single));
        Part bulk;
        const size_t batches = std::max<size_t>(1, edits / kBulkRows);
        for (size_t i = 0; i < batches; ++i) {
            TRY(apply(script, TRY(script.bulk(kBulkRows)), bulk));
        }
        tell(single, "single");
        tell(bulk, "bulk");
        return {};
    }

    Result<void> apply(CityEdits& script, const CityEdit& edit, Part& part) {
        ledger::Batch batch = edit.batch;
        timed_->spent = {};
        const Spent before = spent_now();
        const site::ApplyReport report = TRY(site_->apply(std::move(batch), edit.info));
        const Spent applied = spent_now();
        part.updates += city_->take_updates().size();
        const Spent asked = spent_now() - applied;
        Spent engine = timed_->spent;
        Spent whole = applied - before;
        engine += asked;
        whole += asked;
        part.add(report, whole, engine);
        script.landed(edit, report);
        if (city_->failure()) return std::unexpected(*city_->failure());
        return {};
    }

    void tell(const Part& part, const std::string& name) {
        const auto batches = static_cast<double>(part.site_us.size());
        const auto changes = static_cast<double>(part.changes);
        out_[name + "_changes"] = part.changes;
        out_[name + "_landed"] = part.landed;
        out_[name + "_refused"] = part.refused;
        out_[name + "_flagged"] = part.flagged;
        out_[name + "_updates"] = part.updates;
        if (part.changes == part.site_us.size()) {
            out_[name + "_site_mean_us"] = part.site.wall_s * 1e6 / batches;
            out_[name + "_site_p99_us"] = Part::p99(part.site_us);
            out_[name + "_site_cpu_us"] = part.site.cpu_s * 1e6 / batches;
            out_[name + "_live_mean_us"] = part.live.cpu_s * 1e6 / batches;
            out_[name + "_live_p99_us"] = Part::p99(part.live_us);
            return;
        }
        out_[name + "_site_per_cpu_s"] = changes / part.site.cpu_s;
        out_[name + "_live_per_cpu_s"] = changes / part.live.cpu_s;
    }

    Result<void> advance() {
        const Date tomorrow{today_.days + 1};
        const Spent before = spent_now();
        const size_t rows = TRY(city_->advance(today_, tomorrow));
        out_["advance_rows"] = rows;
        out_["advance_cpu_s"] = (spent_now() - before).cpu_s;
        out_["advance_updates"] = city_->take_updates().size();
        for (LiveReport& report : reports_) {
            if (report.as_of == today_) report.as_of = tomorrow;
        }
        today_ = tomorrow;
        return {};
    }

    // From today on a village has another name, and another one is part of its neighbour.
    Result<void> reorganise(const org::Tree& tree) {
        const std::vector<org::UnitIndex> villages = tree.of_level(org::Level::kVillage, 0);
        const org::UnitCode renamed = tree.unit(villages[1]).code;
        const org::UnitCode merged = tree.unit(villages[3]).code;
        const org::UnitCode into = tree.unit(villages[2]).code;
        std::string csv = "code,name,level,parent,opened,closed,replaced_by,legal_unit\n";
        const auto add = [&](const org::Unit& unit, std::string_view name, std::string_view opened,
                             std::string_view closed, org::UnitCode by) {
            const auto code = [](org::UnitCode c) {
                return c == 0 ? "" : org::format_unit_code(c);
            };
            csv += fmt::format("{},{},{},{},{},{},{},{}\n", code(unit.code), name,
                               org::level_name(unit.level), code(unit.parent), opened, closed,
                               code(by), unit.legal_unit);
        };
        const std::string day = today_.iso();
        for (const org::Unit& unit : tree.units()) {
            const bool ends = unit.code == renamed || unit.code == merged;
            add(unit, unit.name, "", ends ? day : "", unit.code == merged ? into : 0);
            if (unit.code == renamed) add(unit, unit.name + "（新）", day, "", 0);
        }
        timed_->reloads = 0;
        const Spent before = spent_now();
        TRY(site_->update_units(csv, {.who = "bench", .through = "units.csv"}));
        const Spent spent = spent_now() - before;
        if (city_->failure()) return std::unexpected(*city_->failure());
        out_["units_wall_s"] = spent.wall_s;
        out_["units_cpu_s"] = spent.cpu_s;
        out_["units_reloaded"] = timed_->reloads > 0;
        out_["units_updates"] = city_->take_updates().size();
        return {};
    }

    // A code list gets another code, and then some residents have it.
    Result<void> change_codes() {
        const ledger::Schema* people = site_->schema("居民");
        const ledger::Schema* codes = site_->schema("代码");
        if (people == nullptr || codes == nullptr) return {};
        const auto coded = std::ranges::find_if(people->columns, [](const ledger::Column& column) {
            return column.type == ledger::ColumnType::kCode && column.code_list != "yes_no";
        });
        const auto column = static_cast<size_t>(coded - people->columns.begin());
        const std::string name = "新码";
        const auto text = [](const std::string& words) { return ledger::Field(words); };
        const ledger::Batch code{
            .ledger = codes->id,
            .columns = {codes->find_column("unit").value(), codes->find_column("list").value(),
                        codes->find_column("name").value()},
            .changes = {{.fields = {TRY(site_->tree(today_))->unit(0).code,
                                    text(site_->code_list(coded->code_list)->name), text(name)}}}};
        const size_t table = site_->catalog().find(people->name).value();
        const auto rows =
            TRY(site_->world({.as_of = today_, .known_at = {}, .columns = {{table, column}}}))
                ->tables[table]
                .row_ids;
        ledger::Batch those{.ledger = people->id, .columns = {column}, .changes = {}};
        for (size_t row = 0; row < rows.size() && those.changes.size() < 100; row += 7) {
            those.changes.push_back(
                {.kind = ledger::ChangeKind::kUpdate, .row = rows[row], .fields = {text(name)}});
        }
        const ledger::EntryInfo info{.who = "bench", .through = "codes", .effective_on = {}};
        const Spent before = spent_now();
        (void)TRY(site_->apply(code, info));
        const Spent spent = spent_now() - before;
        out_["codes_wall_s"] = spent.wall_s;
        out_["codes_cpu_s"] = spent.cpu_s;
        out_["codes_updates"] = city_->take_updates().size();
        out_["coded_rows"] = TRY(site_->apply(those, info)).updated;
        out_["coded_updates"] = city_->take_updates().size();
        if (city_->failure()) return std::unexpected(*city_->failure());
        return {};
    }

    Result<ShownValues> compare(const CityValues& sample) {
        const ShownValues shown = TRY(sample.live(*site_, *city_));
        ShownValues fresh = TRY(sample.fresh(*site_));
        compared_ += shown.size();
        differences_ += CityValues::differences(shown, fresh);
        sample.print_differences(shown, fresh);
        return fresh;
    }

    std::string folder_;
    Date today_;
    std::optional<site::Site> site_;
    std::vector<templates::Template> forms_;
    std::vector<LiveReport> reports_;
    std::unique_ptr<site::LiveCity> city_;
    std::unique_ptr<Timed> timed_;
    Spent loading_;
    size_t compared_ = 0;
    size_t differences_ = 0;
    json::object out_;
};

Result<int> bench_city(const CommonOptions& common, const BenchCityOptions& options) {
    const auto copy = TRY(Copy::of(common));
    json::object result;
    {
        CityBench bench(copy->path());
        result = TRY(bench.run(options.edits));
    }
    if (common.json) {
        fmt::print("{}\n", json::serialize(result));
    } else {
        for (const auto& [key, value] : result) {
            fmt::print("{:22} {}\n", std::string_view(key),
                       value.is_double() ? fmt::format("{:.2f}", value.as_double())
                                         : json::serialize(value));
        }
    }
    // A comparison of values that nothing has moved proves nothing.
    const bool proved = options.edits == 0 || result.at("values_moved").to_number<size_t>() > 0;
    const bool same = result.at("differences").to_number<size_t>() == 0;
    return same && proved ? int{kOk} : int{kFindings};
}

}  // namespace

int run_bench_city(const CommonOptions& common, const BenchCityOptions& options) {
    const Result<int> code = bench_city(common, options);
    return code ? *code : refuse(code.error());
}

}  // namespace yitao::cli
