#include "xlsx/patch.h"

#include <map>
#include <utility>

#include "base/check.h"
#include "xlsx/package.h"
#include "xlsx/patch_book.h"
#include "xlsx/patch_cells.h"
#include "xlsx/patch_frame.h"
#include "xlsx/patch_rows.h"
#include "xlsx/patch_table.h"

namespace yitao::xlsx {
namespace {

using EditsOfSheet = std::vector<const CellEdit*>;

std::unexpected<Error> no_such_sheet(size_t sheet) {
    return fail(ErrorCode::kNotFound, "没有第 " + std::to_string(sheet + 1) + " 个工作表",
                "the workbook has no sheet number " + std::to_string(sheet + 1));
}

}  // namespace

struct Patcher::State {
    explicit State(Book opened) : book(std::move(opened)) {}

    Book book;
    size_t expected_bytes = 0;
    // Parts that are the same in every filled copy, compressed once: the workbook part with
    // fullCalcOnLoad, relations and types without the calculation chain.
    std::optional<Package> ready;
};

namespace {

// Compresses what every copy shares.
Result<Package> prepare(const Book& book) {
    PackageWriter writer;
    TRY(writer.replace(*book.workbook, with_full_calculation(book.workbook_xml)));
    if (book.chain) {
        TRY(writer.replace(*book.chain->relations, book.chain->relations_xml));
        TRY(writer.replace(*book.chain->types, book.chain->types_xml));
    }
    return Package::from_bytes(TRY(std::move(writer).finish()));
}

// One call of apply().
class Application {
  public:
    Application(const Book& book, const Package& ready, size_t expected_bytes)
        : book_(book), ready_(ready), expected_bytes_(expected_bytes) {}

    Result<std::string> run(const Edits& edits) {
        std::vector<EditsOfSheet> cells(book_.sheets.size());
        for (const CellEdit& edit : edits.cells) {
            if (edit.sheet >= cells.size()) return no_such_sheet(edit.sheet);
            cells[edit.sheet].push_back(&edit);
        }
        edited_ = !edits.cells.empty();
        TRY(insert_rows(edits.insertions));
        for (size_t i = 0; i < cells.size(); ++i) {
            if (!cells[i].empty()) TRY(edit_sheet(i, cells[i]));
        }
        return write();
    }

  private:
    // The part's text as it stands now.
    [[nodiscard]] std::string_view text_of(const PackageEntry* entry,
                                           std::string_view before) const {
        const auto changed = changed_.find(entry);
        return changed == changed_.end() ? before : std::string_view(changed->second);
    }

    void change(const PackageEntry* entry, std::string_view before, std::string after) {
        if (after != before) changed_[entry] = std::move(after);
    }

    Result<void> insert_rows(const std::vector<RowInsertion>& insertions) {
        std::vector<std::vector<RowInsertion>> by_sheet(book_.sheets.size());
        for (const RowInsertion& insertion : insertions) {
            if (insertion.sheet >= by_sheet.size()) return no_such_sheet(insertion.sheet);
            by_sheet[insertion.sheet].push_back(insertion);
        }
        std::vector<RowMoves> moves(book_.sheets.size());
        bool any = false;
        for (size_t i = 0; i < moves.size(); ++i) {
            moves[i] = TRY(RowMoves::make(std::move(by_sheet[i]), book_.sheets[i].name));
            any |= !moves[i].empty();
        }
        if (!any) return {};
        edited_ = true;
        const std::vector<std::string> names = book_.sheet_names();
        ReferenceMover mover(names, moves);
        TRY(check_sheets(moves));
        for (size_t i = 0; i < moves.size(); ++i) TRY(move_sheet(i, mover));
        for (const BookPart& part : book_.parts) {
            SheetPlace place{part.sheet, {}};
            if (part.sheet < moves.size()) place.name = book_.sheets[part.sheet].name;
            change(part.entry, part.xml, TRY(move_part(part.xml, part.kind, place, mover)));
        }
        change(book_.workbook, book_.workbook_xml, move_names(book_.workbook_xml, mover));
        if (mover.refusal()) return std::unexpected(*mover.refusal());
        return {};
    }

    Result<void> check_sheets(const std::vector<RowMoves>& moves) const {
        if (book_.row_refusal) return std::unexpected(*book_.row_refusal);
        for (size_t i = 0; i < moves.size(); ++i) {
            const BookSheet& sheet = book_.sheets[i];
            if (sheet.refusal && (sheet.is_worksheet || !moves[i].empty())) {
                return std::unexpected(*sheet.refusal);
            }
            if (sheet.row_refusal && !moves[i].empty()) {
                return std::unexpected(*sheet.row_refusal);
            }
        }
        return {};
    }

    Result<void> move_sheet(size_t number, ReferenceMover& mover) {
        const BookSheet& sheet = book_.sheets[number];
        if (!sheet.is_worksheet) return {};
        const SheetPlace place{number, sheet.name};
        XmlRewriter out(sheet.xml);
        TRY(move_frame(sheet.xml, sheet.index.data.begin, place, mover, out));
        formulas_changed_ |= TRY(move_rows(sheet.xml, sheet.index, place, mover, out));
        TRY(move_frame(sheet.xml, sheet.xml.size(), place, mover, out));
        if (out.changed()) change(sheet.entry, sheet.xml, out.finish());
        return {};
    }

    Result<void> edit_sheet(size_t number, const EditsOfSheet& edits) {
        const BookSheet& sheet = book_.sheets[number];
        if (sheet.refusal) return std::unexpected(*sheet.refusal);
        for (const BookPart& part : book_.parts) {
            if (part.kind != PartKind::kTable || part.sheet != number) continue;
            TRY(check_table_headings(text_of(part.entry, part.xml), sheet.name, edits));
        }
        const auto moved = changed_.find(sheet.entry);
        EditedSheet edited;
        if (moved == changed_.end()) {
            edited = TRY(edit_cells(sheet.xml, sheet.index, edits, sheet.name));
        } else {
            const SheetIndex index = TRY(index_sheet(moved->second, sheet.name));
            edited = TRY(edit_cells(moved->second, index, edits, sheet.name));
        }
        formulas_changed_ |= edited.formulas_removed;
        change(sheet.entry, text_of(sheet.entry, sheet.xml), std::move(edited.xml));
        return {};
    }

    Result<std::string> write() {
        const bool drops_chain = formulas_changed_ && book_.chain.has_value();
        const auto workbook = changed_.find(book_.workbook);
        const bool names_moved = workbook != changed_.end();
        if (names_moved) workbook->second = with_full_calculation(workbook->second);
        PackageWriter writer(expected_bytes_);
        for (const PackageEntry& entry : book_.package.entries()) {
            if (drops_chain && &entry == book_.chain->entry) continue;
            const bool prepared =
                (edited_ && !names_moved && &entry == book_.workbook) ||
                (drops_chain && (&entry == book_.chain->relations || &entry == book_.chain->types));
            const auto changed = changed_.find(&entry);
            if (prepared) {
                TRY(copy_prepared(writer, entry));
            } else if (changed != changed_.end()) {
                TRY(writer.replace(entry, changed->second));
            } else {
                TRY(writer.copy(entry));
            }
        }
        return std::move(writer).finish();
    }

    // Bytes of a part that did not need a change stay those of the template.
    Result<void> copy_prepared(PackageWriter& writer, const PackageEntry& entry) const {
        const PackageEntry* ready = ready_.find(entry.name);
        CHECK(ready != nullptr);
        const bool same = ready->crc == entry.crc && ready->size == entry.size;
        return writer.copy(same ? entry : *ready);
    }

    const Book& book_;
    const Package& ready_;
    size_t expected_bytes_;
    std::map<const PackageEntry*, std::string> changed_;
    bool edited_ = false;
    bool formulas_changed_ = false;
};

}  // namespace

Patcher::Patcher(std::unique_ptr<State> state) : state_(std::move(state)) {}
Patcher::Patcher(Patcher&&) noexcept = default;
Patcher& Patcher::operator=(Patcher&&) noexcept = default;
Patcher::~Patcher() = default;

Result<Patcher> Patcher::open(std::string bytes) {
    const size_t size = bytes.size();
    Package package = TRY(Package::from_bytes(std::move(bytes)));
    auto state = std::make_unique<State>(TRY(open_book(std::move(package))));
    state->expected_bytes = size + size / 4 + 4096;
    state->ready = TRY(prepare(state->book));
    return Patcher(std::move(state));
}

Result<std::string> Patcher::apply(const Edits& edits) const {
    return Application(state_->book, *state_->ready, state_->expected_bytes).run(edits);
}

}  // namespace yitao::xlsx
