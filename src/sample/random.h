// Random numbers that are the same on every machine: xoshiro256** (public domain, Blackman and
// Vigna) seeded by SplitMix64, and whole-number draws only.
//
//     Random random(mix(seed, hash_text("resident"), village_code));
//     int age = random.between(18, 59);   if (random.per_mille(35)) …
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace yitao::sample {

constexpr uint64_t split_mix(uint64_t& state) {
    uint64_t z = (state += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

// One seed of several, so that streams of different ledgers and villages are independent.
template <typename... Seeds>
constexpr uint64_t mix(Seeds... seeds) {
    uint64_t state = 0x6a09e667f3bcc908;
    ((state ^= static_cast<uint64_t>(seeds), state = split_mix(state)), ...);
    return state;
}

constexpr uint64_t hash_text(std::string_view text) {
    uint64_t hash = 0xcbf29ce484222325;
    for (char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return hash;
}

class Random {
  public:
    explicit Random(uint64_t seed) {
        for (uint64_t& word : state_) word = split_mix(seed);
    }

    uint64_t next() {
        const uint64_t result = rotate(state_[1] * 5, 7) * 9;
        const uint64_t shifted = state_[1] << 17;
        state_[2] ^= state_[0];
        state_[3] ^= state_[1];
        state_[1] ^= state_[2];
        state_[0] ^= state_[3];
        state_[2] ^= shifted;
        state_[3] = rotate(state_[3], 45);
        return result;
    }
    // 0 … count - 1. Lemire's multiplication; the bias (below 2^-32) does not matter here.
    uint64_t below(uint64_t count) {
        return static_cast<uint64_t>((static_cast<unsigned __int128>(next()) * count) >> 64);
    }
    int between(int least, int most) {
        return least + static_cast<int>(below(static_cast<uint64_t>(most - least) + 1));
    }
    int64_t between64(int64_t least, int64_t most) {
        return least + static_cast<int64_t>(below(static_cast<uint64_t>(most - least) + 1));
    }
    bool per_mille(int share) { return static_cast<int>(below(1000)) < share; }
    bool per_cent(int share) { return static_cast<int>(below(100)) < share; }
    // Position by weight; the weights' sum is above zero.
    size_t weighted(std::span<const int> weights) {
        int total = 0;
        for (int weight : weights) total += weight;
        int left = static_cast<int>(below(static_cast<uint64_t>(total)));
        size_t i = 0;
        while (left >= weights[i]) left -= weights[i++];
        return i;
    }
    template <typename T>
    const T& of(std::span<const T> choices) {
        return choices[below(choices.size())];
    }

  private:
    static constexpr uint64_t rotate(uint64_t value, int by) {
        return (value << by) | (value >> (64 - by));
    }
    std::array<uint64_t, 4> state_;
};

}  // namespace yitao::sample
