// What the title and the lines above a table say of all its rows, and the reading does not use.
#include <algorithm>
#include <cstdlib>

#include "recognise/meaning_path.h"

namespace yitao::recognise {

using dictionary::PhraseKind;
using namespace losses;

void PathReader::ask_stated() {
    static const int mode = std::getenv("HS_MODE") ? std::atoi(std::getenv("HS_MODE")) : 3;
    if (mode & 1)
        for (const Layer& layer : layers_.lines) ask_stated(layer);
    if (mode & 2)
        for (const Layer& layer : layers_.context) ask_stated(layer);
}

void PathReader::ask_stated(const Layer& layer) {
    for (const Token& token : layer.cut->tokens) {
        if (is_of_no_matter(layer, token) || is_denied(layer, token)) continue;
        const Term* term = choose(token, true);
        if (term == nullptr || term->kind != PhraseKind::kCondition) continue;
        bool used = false;
        for (const auto& tests : term->when) {
            for (const Test& test : tests) used = used || uses(static_cast<int>(test.column));
        }
        if (term->when.empty() || used) continue;
        if (is_population(*term)) continue;
        return result_.doubt(kStrayWord, "said above " + token.text);
    }
}

}  // namespace yitao::recognise
