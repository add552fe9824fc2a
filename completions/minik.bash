# bash completion for minik: source <(minik completion bash), or put it where bash-completion looks
_minik() {
    local line="${COMP_LINE:0:COMP_POINT}" candidate value
    COMPREPLY=()
    while IFS='' read -r candidate; do
        case "$candidate" in
            '') ;;
            :files) compopt -o default 2>/dev/null ;;
            :nospace) compopt -o nospace 2>/dev/null ;;
            *)
                value="${candidate%%$'\t'*}"
                # what a shell would expand is quoted, and what bash itself shows apart is not
                [[ "$value" == *[!A-Za-z0-9_@%+=:,./-]* ]] && printf -v value %q "$value"
                COMPREPLY+=("$value") ;;
        esac
    done < <("${COMP_WORDS[0]}" __complete bash -- "$line" "$2" 2>/dev/null)
}
complete -F _minik minik
