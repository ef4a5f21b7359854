// Deterministic generator of the "resident ledger" workload: unit tree, rows, aggregate cells.
// Header-only so that a benchmark can either write files (gen.cpp) or generate in memory.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <set>
#include <string>
#include <vector>

namespace yitao::sample::workload {

inline uint64_t mix(uint64_t x) {
    x += 0x9E3779B97F4A7C15ull;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ull;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBull;
    return x ^ (x >> 31);
}
struct Rng {
    uint64_t s;
    explicit Rng(uint64_t seed) : s(mix(seed)) {}
    uint64_t next() {
        s += 0x9E3779B97F4A7C15ull;
        uint64_t x = s;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ull;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EBull;
        return x ^ (x >> 31);
    }
    double u() { return (next() >> 11) * (1.0 / 9007199254740992.0); }
    uint32_t below(uint32_t n) { return (uint32_t)(((next() >> 32) * (uint64_t)n) >> 32); }
};

// ---------------------------------------------------------------- unit tree
struct Unit {
    std::string code;
    int parent;
    int level;
    int dfs_end;
    double weight;
};
// A city of so many units in four levels.
struct Shape {
    int counties = 10;
    int towns = 11;  // of a county
    int villages = 1079;
};
// 1,200 units where nothing else is asked; at most 100,000.
inline Shape shape_of(int units) {
    if (units <= 1200) return {};
    Shape shape{20, std::min(999, units * 11 / 2400), 0};
    shape.villages = units - 1 - shape.counties - shape.counties * shape.towns;
    return shape;
}
// Numbered in DFS pre-order, so the subtree of u is the id interval [u, dfs_end).
inline std::vector<Unit> make_units(const Shape& shape = {}) {
    std::vector<Unit> v;
    Rng r(20240607);
    auto code = [](int c, int t, int w) {
        char b[32];
        snprintf(b, 32, "3310%02d%03d%03d", c, t, w);
        return std::string(b);
    };
    v.push_back({code(0, 0, 0), -1, 0, 0, 0});
    int tn = 0, vill = 0;
    for (int c = 1; c <= shape.counties; c++) {
        int ci = (int)v.size();
        v.push_back({code(c, 0, 0), 0, 1, 0, 0});
        for (int t = 1; t <= shape.towns; t++, tn++) {
            int ti = (int)v.size();
            v.push_back({code(c, t, 0), ci, 2, 0, 0});
            int n = (int)((int64_t)shape.villages * (tn + 1) / (shape.counties * shape.towns)) - vill;
            for (int w = 1; w <= n; w++) {
                double g = std::sqrt(-2 * std::log(r.u() + 1e-12)) * std::cos(6.283185307 * r.u());
                v.push_back({code(c, t, 200 + w), ti, 3, 0, std::exp(0.7 * g)});
                vill++;
            }
            v[ti].dfs_end = (int)v.size();
        }
        v[ci].dfs_end = (int)v.size();
    }
    v[0].dfs_end = (int)v.size();
    for (size_t i = 0; i < v.size(); i++)
        if (v[i].level == 3) v[i].dfs_end = (int)i + 1;
    return v;
}

// ---------------------------------------------------------------- columns
struct Cat {
    const char* v;
    double p;
};
enum Kind { TEXT, INT, DEC, DATE };
struct ColDef {
    const char* name;
    const char* zh;
    Kind kind;
    const char* sql;
};
// order of CSV columns
static const ColDef COLS[] = {
    {"id", "编号", INT, "integer"},
    {"unit", "单位代码", TEXT, "char(12)"},
    {"name", "姓名", TEXT, "varchar(12)"},
    {"sex", "性别", TEXT, "varchar(4)"},
    {"birth", "出生日期", DATE, "date"},
    {"age", "年龄", INT, "smallint"},
    {"ethnicity", "民族", TEXT, "varchar(12)"},
    {"education", "文化程度", TEXT, "varchar(12)"},
    {"marital", "婚姻状况", TEXT, "varchar(8)"},
    {"political", "政治面貌", TEXT, "varchar(12)"},
    {"dis_level", "残疾等级", INT, "smallint"},
    {"dis_type", "残疾类别", TEXT, "varchar(8)"},
    {"dibao", "低保", TEXT, "varchar(4)"},
    {"house_type", "住房类型", TEXT, "varchar(12)"},
    {"house_area", "住房面积", DEC, "decimal(8,2)"},
    {"income", "年收入", DEC, "decimal(12,2)"},
    {"insured", "医保类型", TEXT, "varchar(16)"},
    {"employment", "就业状况", TEXT, "varchar(16)"},
    {"migrant", "流动人口", TEXT, "varchar(4)"},
    {"pension", "养老金", DEC, "decimal(10,2)"},
    {"relation", "与户主关系", TEXT, "varchar(8)"},
    {"hukou", "户口性质", TEXT, "varchar(8)"},
    {"occ", "职业代码", TEXT, "varchar(6)"},
    {"health", "健康状况", TEXT, "varchar(8)"},
    {"doses", "接种剂次", INT, "smallint"},
};
static const int NCOL = sizeof(COLS) / sizeof(COLS[0]);

static const Cat SEX[] = {{"男", .512}, {"女", .488}};
static const Cat ETH[] = {{"汉族", .931},   {"畲族", .021},   {"苗族", .014},
                          {"土家族", .011}, {"回族", .008},   {"壮族", .006},
                          {"侗族", .004},   {"布依族", .003}, {"满族", .002}};
static const Cat EDU[] = {{"未上学", .05}, {"小学", .25},  {"初中", .33},
                          {"高中", .15},   {"大专", .09},  {"本科", .08},
                          {"硕士", .008},  {"博士", .002}, {"", .04}};
static const Cat MAR[] = {{"未婚", .22}, {"已婚", .68}, {"离婚", .03}, {"丧偶", .07}};
static const Cat POL[] = {{"群众", .83}, {"中共党员", .075}, {"共青团员", .09}, {"民主党派", .005}};
static const Cat DIST[] = {{"视力", .13}, {"听力", .24}, {"言语", .02}, {"肢体", .42},
                           {"智力", .08}, {"精神", .08}, {"多重", .03}};
static const Cat HOU[] = {{"自建房", .46}, {"商品房", .31},   {"租赁房", .12},
                          {"保障房", .05}, {"集体宿舍", .04}, {"危房", .02}};
static const Cat INS[] = {{"城乡居民医保", .66}, {"城镇职工医保", .28}, {"未参保", .06}};
static const Cat EMP[] = {{"务农", .21}, {"务工", .30},     {"个体经营", .09}, {"机关事业", .05},
                          {"失业", .03}, {"灵活就业", .10}, {"退休", .12},     {"家务", .10}};
static const Cat REL[] = {{"户主", .33}, {"配偶", .24}, {"子女", .30},
                          {"父母", .06}, {"孙辈", .05}, {"其他", .02}};
static const Cat HUK[] = {{"农业", .61}, {"非农业", .39}};
static const Cat HEA[] = {{"健康", .80}, {"良好", .12}, {"慢性病", .065}, {"不能自理", .015}};
[[maybe_unused]] static const char* SUR[] = {"王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周",
                            "徐", "孙", "马", "朱", "胡", "郭", "何", "高", "林", "罗",
                            "郑", "梁", "谢", "宋", "唐", "许", "韩", "冯", "邓", "曹",
                            "彭", "曾", "肖", "田", "董", "袁", "潘", "于", "蒋", "蔡"};
[[maybe_unused]] static const char* GIV[] = {"伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳",
                            "杰", "娟", "涛", "明", "超", "秀", "霞", "平", "刚", "桂", "英", "华",
                            "玉", "兰", "建", "国", "文", "辉", "力", "志", "永", "红", "春", "梅",
                            "小", "云", "海", "燕", "龙", "凤", "林", "斌", "波", "宇", "浩", "凯",
                            "俊", "峰", "晨", "欣", "雨", "佳", "琪", "嘉", "梓", "涵", "子", "轩"};

struct Row {
    int32_t id;
    int16_t unit;         // unit = DFS id
    uint8_t sur, g1, g2;  // g2 = 255: one-character given name
    uint8_t sex;
    int32_t birth;  // days since 1970-01-01
    int16_t age;
    uint8_t eth, edu, mar, pol, disl, dist, dibao, hou;
    int32_t area;
    bool area_null;  // 1/100
    int64_t income;
    bool income_null;  // 1/100
    uint8_t ins, emp, mig;
    int32_t pension;
    uint8_t rel, huk, occ, hea, doses;
};
template <int N>
inline uint8_t pick(const Cat (&c)[N], double u) {
    double s = 0;
    for (int i = 0; i < N - 1; i++) {
        s += c[i].p;
        if (u < s) return (uint8_t)i;
    }
    return N - 1;
}
static const int TODAY = 19723;  // 2024-01-01

struct Gen {
    std::vector<Unit> units;
    std::vector<int> leaf;
    std::vector<double> cum;
    int64_t n;
    std::vector<int64_t> start;  // first row of each leaf
    explicit Gen(int64_t rows, const Shape& shape = {}) : units(make_units(shape)), n(rows) {
        double s = 0;
        for (size_t i = 0; i < units.size(); i++)
            if (units[i].level == 3) {
                leaf.push_back((int)i);
                s += units[i].weight;
                cum.push_back(s);
            }
        int64_t prev = 0;
        for (size_t k = 0; k < leaf.size(); k++) {
            start.push_back(prev);
            prev = (int64_t)std::llround(n * (cum[k] / s));
        }
        start.push_back(n);
    }
    // rows come clustered by village (one import file a village)
    Row row(int64_t i, int leafIdx) const {
        Rng r(0xC0FFEEull * 1315423911u + (uint64_t)i);
        Row o{};
        o.id = (int32_t)(i + 1);
        o.unit = (int16_t)leaf[leafIdx];
        double z = r.u();
        o.sur = (uint8_t)std::min(39.0, 40 * z * z);
        o.g1 = (uint8_t)r.below(60);
        o.g2 = r.u() < .25 ? 255 : (uint8_t)r.below(60);
        o.sex = pick(SEX, r.u());
        double a = r.u();
        int age = a < .165  ? (int)(a / .165 * 15)
                  : a < .79 ? 15 + (int)((a - .165) / .625 * 45)
                            : 60 + (int)(std::pow((a - .79) / .21, 1.7) * 43);
        o.age = (int16_t)age;
        o.birth = TODAY - (int32_t)(age * 365.2425) - (int32_t)r.below(364) - 1;
        o.eth = pick(ETH, r.u());
        o.edu = age < 6 ? 0 : age < 12 ? 1 : pick(EDU, r.u());
        o.mar = age < 20                 ? 0
                : age > 70 && r.u() < .4 ? 3
                                         : pick(MAR, std::min(.9999, .1 + r.u() * .9));
        o.pol = age < 14                  ? 0
                : age < 28 && r.u() < .35 ? 2
                                          : pick(POL, r.u() * .91 > .83 ? .84 : r.u() * .83);
        bool dis = r.u() < .024 + (age > 60 ? .05 : 0);
        o.disl = dis ? 1 + r.below(4) : 0;
        o.dist = dis ? pick(DIST, r.u()) : 255;
        o.dibao = r.u() < (dis ? .22 : .021);
        o.hou = pick(HOU, r.u());
        o.area_null = r.u() < .02;
        o.area = (int32_t)(2000 + 100 * 110 * (0.25 + r.u() + r.u() * r.u()));
        o.emp = age < 16 ? 255 : age >= 60 && r.u() < .7 ? 6 : pick(EMP, r.u());
        double inc = o.emp == 255 ? 0 : std::exp(10.2 + 0.8 * (r.u() + r.u() + r.u() - 1.5));
        o.income = (int64_t)(inc * 100);
        o.income_null = r.u() < .03;
        o.ins = pick(INS, r.u());
        o.mig = r.u() < .17;
        o.pension = age >= 60 ? (o.ins == 1 ? 180000 + (int32_t)r.below(400000)
                                            : 18000 + (int32_t)r.below(20000))
                              : 0;
        o.rel = age < 18 ? 2 : pick(REL, r.u());
        o.huk = pick(HUK, r.u());
        double q = r.u();
        o.occ = (uint8_t)(60 * q * q);
        o.hea = pick(HEA, r.u());
        o.doses = (uint8_t)std::min(5.0, 6 * std::sqrt(r.u()));
        return o;
    }
};
inline std::string occ_code(int k) {
    char b[8];
    snprintf(b, 8, "%c%02d", 'A' + k / 8, k % 8);
    return b;
}
inline void ymd(int days, char* out) {  // civil from days
    int z = days + 719468;
    int era = (z >= 0 ? z : z - 146096) / 146097;
    unsigned doe = z - era * 146097;
    unsigned yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int y = (int)yoe + era * 400;
    unsigned doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    unsigned mp = (5 * doy + 2) / 153;
    unsigned d = doy - (153 * mp + 2) / 5 + 1;
    unsigned m = mp < 10 ? mp + 3 : mp - 9;
    snprintf(out, 12, "%04d-%02u-%02u", y + (m <= 2), m, d);
}

// ---------------------------------------------------------------- cells
struct Cond {
    int col;
    std::string op, a, b;
    std::vector<std::string> set;
};  // op: = <> >= > <= < range in like
struct Cell {
    int id;
    std::string fn;
    int measure;
    std::vector<Cond> c;
};
inline int col(const char* n) {
    for (int i = 0; i < NCOL; i++)
        if (!strcmp(COLS[i].name, n)) return i;
    fprintf(stderr, "no col %s\n", n);
    abort();
}

inline Cond rand_cond(Rng& r, const char* cn) {
    Cond c;
    c.col = col(cn);
    auto eq = [&](const char* v) {
        c.op = "=";
        c.a = v;
    };
    auto S = [&](int v) { return std::to_string(v); };
    std::string n = cn;
    auto cat = [&](const Cat* t, int k, double pin, double pne) {
        double u = r.u();
        if (u < pin && k > 3) {
            int a = r.below(k), b = (a + 1 + r.below(2)) % k;
            c.op = "in";
            c.set = {t[std::min(a, b)].v, t[std::max(a, b)].v};
            if (t[std::min(a, b)].v[0] == 0 || t[std::max(a, b)].v[0] == 0) {
                c.set.clear();
                eq(t[0].v);
            }
        } else if (u < pin + pne) {
            c.op = "<>";
            c.a = t[r.below(std::min(k, 3))].v;
        } else {
            int a = r.below(k);
            if (t[a].v[0] == 0) a = 0;
            eq(t[a].v);
        }
    };
    if (n == "age") {
        static const int T[] = {0,  3,  6,  7,  12, 14, 15, 16, 18, 20, 25, 30, 35,
                                40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90, 100};
        double u = r.u();
        if (u < .35) {
            c.op = ">=";
            c.a = S(T[1 + r.below(24)]);
        } else if (u < .45) {
            c.op = "<";
            c.a = S(T[1 + r.below(24)]);
        } else {
            int a = r.below(22), w = 1 + r.below(3);
            c.op = "range";
            c.a = S(T[a]);
            c.b = S(T[a + w] - 1);
        }
    } else if (n == "income") {
        static const int T[] = {0, 5000, 8000, 10000, 15000, 20000, 30000, 50000, 80000, 100000};
        double u = r.u();
        if (u < .4) {
            c.op = ">=";
            c.a = S(T[1 + r.below(9)]);
        } else if (u < .7) {
            c.op = "<";
            c.a = S(T[1 + r.below(9)]);
        } else {
            int a = r.below(9);
            c.op = "range";
            c.a = S(T[a]);
            c.b = S(T[a + 1] - 1) + ".99";
        }
    } else if (n == "house_area") {
        static const int T[] = {30, 50, 80, 100, 120, 150, 200};
        if (r.u() < .5) {
            c.op = ">=";
            c.a = S(T[r.below(7)]);
        } else {
            c.op = "<";
            c.a = S(T[r.below(7)]);
        }
    } else if (n == "pension") {
        static const int T[] = {0, 200, 300, 2000, 3000, 5000};
        c.op = r.u() < .7 ? ">" : "<=";
        c.a = S(T[r.below(6)]);
    } else if (n == "birth") {
        int y = 1930 + (int)r.below(94);
        if (r.u() < .5) {
            c.op = "range";
            c.a = S(y) + "-01-01";
            c.b = S(y) + "-12-31";
        } else {
            c.op = r.u() < .5 ? ">=" : "<";
            c.a = S(y) + "-01-01";
        }
    } else if (n == "dis_level") {
        double u = r.u();
        if (u < .5) {
            c.op = "=";
            c.a = S(1 + r.below(4));
        } else if (u < .8) {
            c.op = ">=";
            c.a = "1";
        } else {
            c.op = "range";
            c.a = "1";
            c.b = "2";
        }
    } else if (n == "doses") {
        c.op = r.u() < .5 ? ">=" : "=";
        c.a = S(r.below(5) + 1);
    } else if (n == "name") {
        c.op = "like";
        c.a = std::string(SUR[r.below(20)]) + "*";
    } else if (n == "occ") {
        double u = r.u();
        if (u < .6) {
            c.op = "like";
            c.a = std::string(1, (char)('A' + r.below(8))) + "*";
        } else {
            c.op = "=";
            c.a = occ_code(r.below(60));
        }
    } else if (n == "sex")
        cat(SEX, 2, 0, 0);
    else if (n == "ethnicity") {
        if (r.u() < .5) {
            c.op = "<>";
            c.a = "汉族";
        } else
            cat(ETH, 9, .1, 0);
    } else if (n == "education")
        cat(EDU, 8, .3, .05);
    else if (n == "marital")
        cat(MAR, 4, .15, .1);
    else if (n == "political")
        cat(POL, 4, .1, .1);
    else if (n == "dis_type")
        cat(DIST, 7, .1, 0);
    else if (n == "dibao")
        eq(r.u() < .9 ? "是" : "否");
    else if (n == "house_type")
        cat(HOU, 6, .2, .1);
    else if (n == "insured") {
        if (r.u() < .2) {
            c.op = "like";
            c.a = "*医保";
        } else
            cat(INS, 3, 0, .15);
    } else if (n == "employment")
        cat(EMP, 8, .3, .05);
    else if (n == "migrant")
        eq(r.u() < .6 ? "是" : "否");
    else if (n == "relation")
        cat(REL, 6, .1, .05);
    else if (n == "hukou")
        cat(HUK, 2, 0, 0);
    else if (n == "health")
        cat(HEA, 4, .1, .2);
    return c;
}
inline std::string key(const Cond& c) {
    std::string s = std::to_string(c.col) + c.op + c.a + "|" + c.b;
    for (auto& x : c.set) s += "," + x;
    return s;
}
inline std::vector<Cell> make_cells(int K) {
    static const struct {
        const char* n;
        double w;
    } W[] = {{"sex", 14},     {"age", 22},       {"ethnicity", 4},  {"education", 8},
             {"marital", 5},  {"political", 6},  {"dis_level", 4},  {"dis_type", 3},
             {"dibao", 6},    {"house_type", 5}, {"house_area", 2}, {"income", 4},
             {"insured", 5},  {"employment", 7}, {"migrant", 5},    {"pension", 2},
             {"relation", 2}, {"hukou", 5},      {"occ", 3},        {"health", 3},
             {"doses", 2},    {"birth", 2},      {"name", 1}};
    double tot = 0;
    for (auto& w : W) tot += w.w;
    static const double PN[] = {.08, .42, .35, .15};  // 1..4 conditions
    static const char* M[] = {"income", "pension", "house_area", "age"};
    std::vector<Cell> out;
    std::set<std::string> seen;
    Rng r(777);
    while ((int)out.size() < K) {
        Cell c;
        c.id = (int)out.size();
        double u = r.u();
        c.fn = u < .60   ? "COUNTIFS"
               : u < .85 ? "SUMIFS"
               : u < .95 ? "AVERAGEIFS"
               : u < .98 ? "MAXIFS"
                         : "MINIFS";
        double mu = r.u();
        c.measure = c.fn == "COUNTIFS" ? -1 : col(M[mu < .5 ? 0 : mu < .75 ? 1 : mu < .93 ? 2 : 3]);
        double v = r.u();
        int nc = v < PN[0] ? 1 : v < PN[0] + PN[1] ? 2 : v < PN[0] + PN[1] + PN[2] ? 3 : 4;
        std::set<int> used;
        std::vector<std::string> ks;
        while ((int)c.c.size() < nc) {
            double w = r.u() * tot;
            const char* n = "sex";
            for (auto& x : W) {
                if (w < x.w) {
                    n = x.n;
                    break;
                }
                w -= x.w;
            }
            if (used.insert(col(n)).second) c.c.push_back(rand_cond(r, n));
        }
        std::sort(c.c.begin(), c.c.end(),
                  [](const Cond& a, const Cond& b) { return a.col < b.col; });
        std::string k = c.fn + std::to_string(c.measure);
        for (auto& x : c.c) k += "&" + key(x);
        if (seen.insert(k).second) out.push_back(c);
    }
    return out;
}
// dialects: "std" (PostgreSQL, DuckDB, SQLite: agg FILTER), "ch" (ClickHouse: -If combinators),
// "my" (MySQL/MariaDB: CASE)
inline std::string cond_sql(const Cond& c) {
    std::string n = COLS[c.col].name;
    bool t = COLS[c.col].kind == TEXT || COLS[c.col].kind == DATE;
    auto q = [&](const std::string& s) { return t ? "'" + s + "'" : s; };
    if (c.op == "range") return n + ">=" + q(c.a) + " AND " + n + "<=" + q(c.b);
    if (c.op == "in") {
        std::string s = n + " IN (";
        for (size_t i = 0; i < c.set.size(); i++) s += (i ? "," : "") + q(c.set[i]);
        return s + ")";
    }
    if (c.op == "like") {
        std::string s = c.a;
        for (auto& ch : s)
            if (ch == '*') ch = '%';
        return n + " LIKE '" + s + "'";
    }
    return n + c.op + q(c.a);
}
inline std::string formula(const Cell& c) {
    auto ref = [](int k) { return std::string("居民[") + COLS[k].zh + "]"; };
    std::string s, args;
    for (auto& x : c.c) {
        auto add = [&](const std::string& v) { args += "," + ref(x.col) + ",\"" + v + "\""; };
        if (x.op == "range") {
            add(">=" + x.a);
            add("<=" + x.b);
        } else if (x.op == "in") {
            args += "," + ref(x.col) + ",{";
            for (size_t i = 0; i < x.set.size(); i++) args += (i ? ",\"" : "\"") + x.set[i] + "\"";
            args += "}";
        } else
            add((x.op == "=" || x.op == "like" ? "" : x.op) + x.a);
    }
    bool in = args.find('{') != std::string::npos;
    s = c.fn + "(" + (c.measure >= 0 ? ref(c.measure) : "") +
        (c.measure >= 0 ? args : args.substr(1)) + ")";
    // a set inside SUMIFS/COUNTIFS sums over the set; the other functions have no such Excel
    // spelling and are kept as an extension
    return "=" + (in ? "SUM(" + s + ")" : s);
}
}  // namespace yitao::sample::workload
