// How a Chinese character begins when it is written in Latin letters, as ICU reads it by itself: the
// commonest of its readings.
#pragma once

namespace yitao {

// "z" for 张; 0 for what is not a Chinese character ICU can read.
char latin_letter_of(char32_t character);

}  // namespace yitao
