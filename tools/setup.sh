# Shared by ./run and ./test: installs missing packages, configures and builds. Sourced, not run.

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null; then sudo "$@"
    else
        echo "需要管理员权限安装软件包：请用 root 运行，或安装 sudo。" >&2
        echo "Packages must be installed: run as root, or install sudo." >&2
        exit 2
    fi
}

# need_packages GROUP...: the groups of packages.txt, only what is missing. A line "npm npm" asks for the
# package only where there is no such command: it may have come another way.
need_packages() {
    local wanted missing=()
    wanted=$(awk -v groups=" $* " '
        /^#/ || /^$/ { next }
        /^\[/ { on = index(groups, " " substr($0, 2, length($0) - 2) " "); next }
        on { print }' packages.txt)
    local package program
    while read -r package program; do
        [ -n "$package" ] || continue
        [ -n "$program" ] && command -v "$program" >/dev/null && continue
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ||
            missing+=("$package")
    done <<<"$wanted"
    [ ${#missing[@]} -eq 0 ] && return
    say "安装 ${#missing[@]} 个软件包 / installing ${#missing[@]} packages"
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
}

# build PRESET [TARGET...]
build() {
    local preset=$1
    shift
    # A second clone, wherever it lies, takes what the first one compiled; without a home it is kept here.
    local cache=${CCACHE_DIR:-${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/ccache}
    { mkdir -p "$cache" && [ -w "$cache" ]; } 2>/dev/null || export CCACHE_DIR=$PWD/build/ccache
    export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1 CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime
    [ -f "build/$preset/build.ninja" ] || {
        say "配置 / configure: $preset"
        cmake --preset "$preset" >"build-$preset.log" 2>&1 ||
            { cat "build-$preset.log" >&2; rm -f "build-$preset.log"; exit 1; }
        rm -f "build-$preset.log"
    }
    say "构建 / build: $preset"
    ninja -C "build/$preset" "$@" >&2
}
