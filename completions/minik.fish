# fish completion for minik: put it as minik.fish in ~/.config/fish/completions, or: minik completion fish | source
function __minik_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    for line in (command $words[1] __complete fish -- $words[2..-1] "$current" 2>/dev/null)
        switch $line
            case :files
                __fish_complete_path "$current"
            case :nospace
            case '*'
                echo $line
        end
    end
end
complete -c minik -f -a '(__minik_complete)'
