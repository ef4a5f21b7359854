#include "sample/sample.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <unordered_map>

#include "base/text.h"
#include "sample/fact_file.h"
#include "sample/place.h"
#include "sample/population.h"
#include "sample/row_drawer.h"
#include "sample/spec.h"

namespace yitao::sample {

namespace {

constexpr size_t kPoolRows = 256;              // rows kept to be picked, of each ledger and unit
constexpr uint64_t kPerThousand = 1000 * 100;  // rows of LedgerSample are at scale 2

// Rows that may be picked at one unit on the way from the root to the unit in hand.
struct Frame {
    org::UnitIndex unit = 0;
    org::Level level = org::Level::kVillage;
    std::vector<std::vector<SharedRow>> pools;  // of each sample
    std::vector<uint64_t> seen;
};

class Pools final : public RowPools {
  public:
    explicit Pools(size_t samples) : samples_(samples) {}

    // The frames from the root to `unit`; those off the way are given up.
    void enter(const org::Tree& tree, org::UnitIndex unit) {
        while (!frames_.empty() && !tree.contains(frames_.back().unit, unit)) frames_.pop_back();
        frames_.push_back({unit, tree.unit(unit).level,
                           std::vector<std::vector<SharedRow>>(samples_),
                           std::vector<uint64_t>(samples_)});
    }
    void keep(size_t sample, const SharedRow& row) {
        for (Frame& frame : frames_) {
            std::vector<SharedRow>& pool = frame.pools[sample];
            const uint64_t seen = frame.seen[sample]++;
            if (pool.size() < kPoolRows) {
                pool.push_back(row);
            } else {
                pool[seen % kPoolRows] = row;
            }
        }
    }
    SharedRow pick(size_t sample, std::optional<org::Level> within, Random& random) override {
        for (size_t i = frames_.size(); i > 0; --i) {
            const Frame& frame = frames_[i - 1];
            if (within && frame.level > *within && i > 1) continue;
            const std::vector<SharedRow>& pool = frame.pools[sample];
            if (!pool.empty()) return pool[random.below(pool.size())];
        }
        return nullptr;
    }

  private:
    size_t samples_;
    std::vector<Frame> frames_;
};

// One ledger's file and what of it is needed further on.
struct Output {
    explicit Output(CsvFile opened) : file(std::move(opened)) {}
    CsvFile file;
    uint64_t serial = 0;
    uint64_t owed = kPerThousand - 1;  // residents × rows not yet paid out; the first is paid soon
    std::vector<SharedRow> fresh;      // rows of the unit in hand, for the ledgers below
};

class Generator {
  public:
    Generator(const org::Tree& tree, const SampleOptions& options, std::string directory)
        : tree_(tree), options_(options), directory_(std::move(directory)) {}

    Result<std::vector<SampleFile>> run(std::span<const pack::Pack> packs) {
        if (tree_.size() == 0) {
            return fail(ErrorCode::kInvalid, "单位树是空的，没有地方安排样例数据",
                        "the tree has no unit to put sample data into");
        }
        if (options_.residents < 1 || options_.residents > kMaxSampleResidents) {
            return fail(ErrorCode::kLimit,
                        fmt::format("样例居民数应在1至{}之间", kMaxSampleResidents),
                        fmt::format("between 1 and {} sample residents", kMaxSampleResidents));
        }
        TRY(open(packs));
        plan_villages();
        for (org::UnitIndex unit = 0; unit < tree_.size(); ++unit) visit(unit);
        return close();
    }

  private:
    Result<void> open(std::span<const pack::Pack> packs) {
        std::error_code error;
        std::filesystem::create_directories(directory_, error);
        if (error) {
            return fail(ErrorCode::kIo, fmt::format("建不了文件夹：{}", error.message()),
                        fmt::format("cannot create the folder: {}", error.message()), directory_);
        }
        std::unordered_map<std::string, const ledger::Schema*> schemas;
        for (const pack::Pack& pack : packs) {
            for (const ledger::Schema& schema : pack.ledgers) schemas.emplace(schema.id, &schema);
        }
        TRY(open_population(schemas));
        samples_ = TRY(read_samples(TRY(find_texts(packs, schemas))));
        pools_.emplace(samples_.size());
        for (const LedgerSample& sample : samples_) {
            const std::string path = directory_ + "/" + sample.schema->id + ".csv";
            outputs_.emplace_back(TRY(CsvFile::create(path)));
            write_heading(outputs_.back().file, *sample.schema);
            drawers_.emplace_back(sample, options_.as_of, *pools_);
        }
        return {};
    }

    Result<void> open_population(
        const std::unordered_map<std::string, const ledger::Schema*>& schemas) {
        const auto residents = schemas.find("resident");
        const auto households = schemas.find("household");
        if (residents == schemas.end() || households == schemas.end()) return {};
        population_.emplace(TRY(Population::create({*residents->second, *households->second},
                                                   options_.seed, options_.as_of, directory_)));
        return {};
    }

    static Result<std::vector<SampleText>> find_texts(
        std::span<const pack::Pack> packs,
        const std::unordered_map<std::string, const ledger::Schema*>& schemas) {
        std::vector<SampleText> texts;
        for (const pack::Pack& pack : packs) {
            for (const std::string& path : pack.sample_files) {
                const std::string id = TRY(sample_ledger(path));
                const auto schema = schemas.find(id);
                const bool twice = std::ranges::any_of(
                    texts, [&id](const SampleText& text) { return text.schema->id == id; });
                if (schema == schemas.end() || twice) {
                    return fail(ErrorCode::kInvalid,
                                twice ? fmt::format("台账 {} 有两份样例", id)
                                      : fmt::format("没有台账 {}", id),
                                twice ? fmt::format("ledger {} has two samples", id)
                                      : fmt::format("no ledger {}", id),
                                path);
                }
                texts.push_back({path, schema->second});
            }
        }
        return texts;
    }

    // Residents live in units without units below. Sizes are uneven, a few villages are large;
    // communities are larger than villages.
    void plan_villages() {
        std::vector<uint64_t> weights(tree_.size());
        uint64_t total = 0;
        for (org::UnitIndex unit = 0; unit < tree_.size(); ++unit) {
            levels_[static_cast<size_t>(tree_.unit(unit).level)] = true;
            if (!is_leaf(unit)) continue;
            const Place place = place_of(tree_, unit);
            Random random(mix(options_.seed, hash_text("size"), hash_text(place.code)));
            uint64_t weight = 60 + random.below(100) + random.below(100);
            if (random.per_cent(8)) weight *= 2;
            if (place.community) weight = weight * 3 / 2;
            weights[unit] = weight;
            total += weight;
        }
        people_.resize(tree_.size());
        uint64_t before = 0;
        uint64_t settled = 0;
        for (org::UnitIndex unit = 0; unit < tree_.size(); ++unit) {
            before += weights[unit];
            const auto until = static_cast<uint64_t>(
                static_cast<unsigned __int128>(options_.residents) * before / total);
            people_[unit] = until - settled;
            settled = until;
        }
    }

    [[nodiscard]] bool is_leaf(org::UnitIndex unit) const { return tree_.end_of(unit) == unit + 1; }
    [[nodiscard]] bool is_root(org::UnitIndex unit) const { return tree_.parent_of(unit) == unit; }

    // Whether a level's rows belong here; roots stand in for levels the tree does not have.
    [[nodiscard]] bool of_level(org::UnitIndex unit, org::Level level) const {
        if (level == org::Level::kVillage) return is_leaf(unit);
        if (!levels_[static_cast<size_t>(level)]) return is_root(unit);
        return tree_.unit(unit).level == level;
    }

    void visit(org::UnitIndex unit) {
        const Place place = place_of(tree_, unit);
        pools_->enter(tree_, unit);
        if (population_ && people_[unit] > 0) population_->settle(place, people_[unit]);
        for (size_t i = 0; i < samples_.size(); ++i) {
            const LedgerSample& sample = samples_[i];
            outputs_[i].fresh.clear();
            Random random(mix(options_.seed, hash_text(sample.schema->id), hash_text(place.code)));
            switch (sample.per) {
                case LedgerSample::Per::kResidents:
                    for_residents(i, place, random);
                    break;
                case LedgerSample::Per::kLevel:
                    if (of_level(unit, sample.level)) rows(i, place, nullptr, random);
                    break;
                case LedgerSample::Per::kRow:
                    for (const SharedRow& parent : outputs_[sample.parent].fresh) {
                        if (drawers_[i].wanted(*parent, outputs_[i].serial + 1, random))
                            rows(i, place, parent.get(), random);
                    }
                    break;
            }
        }
    }

    void for_residents(size_t i, const Place& place, Random& random) {
        Output& output = outputs_[i];
        const LedgerSample& sample = samples_[i];
        const auto rate =
            static_cast<uint64_t>(random.between64(sample.rows_least, sample.rows_most));
        output.owed += people_[place.unit] * rate;
        const uint64_t count = output.owed / kPerThousand;
        output.owed %= kPerThousand;
        draw_rows(i, place, nullptr, static_cast<int>(count), random);
    }

    void rows(size_t i, const Place& place, const Row* parent, Random& random) {
        auto count =
            static_cast<int>(random.between64(samples_[i].rows_least, samples_[i].rows_most));
        // However small the sample, every ledger has a row.
        if (count == 0 && outputs_[i].serial == 0) count = 1;
        draw_rows(i, place, parent, count, random);
    }

    void draw_rows(size_t i, const Place& place, const Row* parent, int count, Random& random) {
        Output& output = outputs_[i];
        const LedgerSample& sample = samples_[i];
        SharedRow before;
        for (int index = 0; index < count; ++index) {
            const RowContext context{place, parent, before.get(), index, count, output.serial + 1};
            std::optional<Row> row = drawers_[i].draw(context, random);
            if (!row) continue;
            ++output.serial;
            write(output.file, *sample.schema, *row);
            before = std::make_shared<const Row>(std::move(*row));
            if (sample.has_children) output.fresh.push_back(before);
            if (sample.kept) pools_->keep(i, before);
        }
    }

    static void write(CsvFile& file, const ledger::Schema& schema, const Row& row) {
        for (size_t i = 0; i < row.size(); ++i) {
            if (schema.columns[i].is_calculated()) continue;
            file.blank();
            append_field(file.bytes(), schema.columns[i], row[i]);
        }
        file.end_row();
    }

    Result<std::vector<SampleFile>> close() {
        std::vector<SampleFile> files;
        if (population_) {
            TRY(population_->close());
            files.push_back(
                {"household", directory_ + "/household.csv", population_->households()});
            files.push_back({"resident", directory_ + "/resident.csv", population_->residents()});
        }
        for (size_t i = 0; i < samples_.size(); ++i) {
            TRY(outputs_[i].file.close());
            const std::string& id = samples_[i].schema->id;
            files.push_back({id, directory_ + "/" + id + ".csv", outputs_[i].file.rows() - 1});
        }
        return files;
    }

    const org::Tree& tree_;
    const SampleOptions& options_;
    std::string directory_;
    std::optional<Population> population_;
    std::vector<LedgerSample> samples_;
    std::optional<Pools> pools_;
    std::vector<Output> outputs_;
    std::vector<RowDrawer> drawers_;
    std::vector<uint64_t> people_;  // of each unit
    std::array<bool, 6> levels_{};  // those the tree has
};

}  // namespace

Result<std::vector<SampleFile>> generate(std::span<const pack::Pack> packs, const org::Tree& tree,
                                         const SampleOptions& options,
                                         const std::string& directory) {
    return Generator(tree, options, directory).run(packs);
}

}  // namespace yitao::sample
