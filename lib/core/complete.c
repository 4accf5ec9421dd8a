#include "mbr/complete.h"

static bool operands_begin(const struct mbr_tool *tool, const char *with)
{
    return tool->operands && strncmp(tool->operands, with, strlen(with)) == 0;
}

static bool takes_files(const struct mbr_tool *tool)
{
    return tool->operands && strstr(tool->operands, "FILE");
}

/* The tool's name as a shell function's: mbr-for-me gives _mbr_for_me. */
static void put_function(struct mbr_buf *to, const char *name)
{
    mbr_put_char(to, '_');
    for (; *name; name++)
        mbr_put_char(to, *name == '-' ? '_' : *name);
}

/* Inside single quotes; zsh's own marks in a description get a backslash besides. */
static void put_quoted(struct mbr_buf *to, const char *text, const char *marks, const char *quote)
{
    for (; *text; text++) {
        if (*text == '\'') {
            mbr_put_text(to, quote);
            continue;
        }
        if (strchr(marks, *text))
            mbr_put_char(to, '\\');
        mbr_put_char(to, *text);
    }
}

static void put_choices(struct mbr_buf *to, const struct mbr_opt *opt)
{
    for (const char *const *choice = opt->choices; *choice; choice++)
        mbr_put_format(to, "%s%s", choice == opt->choices ? "" : " ", *choice);
}

static void put_bash_names(struct mbr_buf *to, const struct mbr_opt *opts)
{
    for (const struct mbr_opt *opt = opts; opt && opt->kind; opt++) {
        if (opt->help)
            mbr_put_format(to, "%s--%s", to->p[to->n - 1] == '\'' ? "" : " ", opt->name);
    }
}

/* One branch of the case over the word before, for each option that has a value. */
static void put_bash_values(struct mbr_buf *to, const struct mbr_opt *opts)
{
    for (const struct mbr_opt *opt = opts; opt && opt->kind; opt++) {
        if (!opt->help || opt->kind == MBR_OPT_KIND_FLAG)
            continue;
        mbr_put_text(to, "    ");
        if (opt->letter)
            mbr_put_format(to, "-%c | ", opt->letter);
        mbr_put_format(to, "--%s)\n", opt->name);
        if (opt->kind == MBR_OPT_KIND_CHOICE) {
            mbr_put_text(to, "        mapfile -t COMPREPLY < <(compgen -W '");
            put_choices(to, opt);
            mbr_put_text(to, "' -- \"$cur\")\n");
        } else if (opt->kind == MBR_OPT_KIND_FILE) {
            mbr_put_text(to, "        compopt -o filenames\n"
                             "        mapfile -t COMPREPLY < <(compgen -f -- \"$cur\")\n");
        }
        mbr_put_text(to, "        return\n        ;;\n");
    }
}

/* The words are the tool's own from its second on, so its function sees what it would have seen. */
static const char bash_front[] =
    "    if ((COMP_CWORD == 1)) || [[ ${COMP_WORDS[1]} == help && $COMP_CWORD == 2 ]]; then\n"
    "        local names\n"
    "        mapfile -t names < <(compgen -c mbr- | sort -u)\n"
    "        mapfile -t COMPREPLY < <(compgen -W \"${names[*]#mbr-} $first\" -- \"$cur\")\n"
    "        return\n"
    "    fi\n"
    "    local tool=mbr-${COMP_WORDS[1]}\n"
    "    local function=_${tool//-/_}\n"
    "    declare -F \"$function\" > /dev/null ||\n"
    "        _completion_loader \"$tool\" 2> /dev/null ||\n"
    "        . \"${BASH_SOURCE[0]%/*}/$tool\" 2> /dev/null\n"
    "    declare -F \"$function\" > /dev/null || return\n"
    "    COMP_WORDS=(\"$tool\" \"${COMP_WORDS[@]:2}\")\n"
    "    ((COMP_CWORD--))\n"
    "    \"$function\"\n";

static void put_bash_body(struct mbr_buf *to, const struct mbr_tool *tool,
                          const struct mbr_opt *common)
{
    /* bash takes "=" for a word of its own. */
    mbr_put_text(to, "    if [[ $cur == = ]]; then\n"
                     "        cur=\n"
                     "    elif [[ $prev == = ]]; then\n"
                     "        prev=${COMP_WORDS[COMP_CWORD - 2]}\n"
                     "    fi\n"
                     "    case $prev in\n");
    put_bash_values(to, tool->opts);
    put_bash_values(to, common);
    mbr_put_text(to, "    esac\n"
                     "    if [[ $cur == -* ]]; then\n"
                     "        mapfile -t COMPREPLY < <(compgen -W '");
    put_bash_names(to, tool->opts);
    put_bash_names(to, common);
    mbr_put_text(to, "' -- \"$cur\")\n");
    if (takes_files(tool))
        mbr_put_text(to, "    else\n"
                         "        compopt -o filenames\n"
                         "        mapfile -t COMPREPLY < <(compgen -f -- \"$cur\")\n");
    mbr_put_text(to, "    fi\n");
}

void mbr_complete_bash(struct mbr_buf *to, const struct mbr_tool *tool,
                       const struct mbr_opt *common)
{
    mbr_put_format(to, "# bash completion for %s\n\n", tool->name);
    put_function(to, tool->name);
    mbr_put_text(to, "()\n{\n    local cur=${COMP_WORDS[COMP_CWORD]} ");
    if (operands_begin(tool, "[TOOL")) {
        mbr_put_text(to, "first='help");
        put_bash_names(to, common);
        mbr_put_format(to, "'\n%s", bash_front);
    } else {
        mbr_put_text(to, "prev=${COMP_WORDS[COMP_CWORD - 1]}\n");
        put_bash_body(to, tool, common);
    }
    mbr_put_text(to, "}\n\ncomplete -F ");
    put_function(to, tool->name);
    mbr_put_format(to, " %s\n", tool->name);
}

/* '(-b --bins)'{-b+,--bins=}'[score from 1 to N]:N: ' */
static void put_zsh_option(struct mbr_buf *to, const struct mbr_opt *opt)
{
    bool flag = opt->kind == MBR_OPT_KIND_FLAG;
    mbr_put_text(to, " \\\n    ");
    if (opt->kind == MBR_OPT_KIND_LIST)
        mbr_put_text(to, "'*'");
    else if (opt->letter)
        mbr_put_format(to, "'(-%c --%s)'", opt->letter, opt->name);
    if (opt->letter)
        mbr_put_format(to, "{-%c%s,--%s%s}'[", opt->letter, flag ? "" : "+", opt->name,
                       flag ? "" : "=");
    else
        mbr_put_format(to, "'--%s%s[", opt->name, flag ? "" : "=");
    put_quoted(to, opt->help, "[]:\\", "'\\''");
    mbr_put_char(to, ']');
    if (!flag) {
        mbr_put_char(to, ':');
        put_quoted(to, opt->arg, "[]:\\", "'\\''");
        mbr_put_char(to, ':');
    }
    if (opt->kind == MBR_OPT_KIND_CHOICE) {
        mbr_put_char(to, '(');
        put_choices(to, opt);
        mbr_put_char(to, ')');
    } else if (opt->kind == MBR_OPT_KIND_FILE) {
        mbr_put_text(to, "_files");
    } else if (!flag) {
        mbr_put_char(to, ' ');
    }
    mbr_put_char(to, '\'');
}

static const char zsh_front[] = "    if ((CURRENT == 2)) || [[ $words[2] == help ]]; then\n"
                                "        local -a tools\n"
                                "        tools=(${${(k)commands[(I)mbr-*]}#mbr-} help)\n"
                                "        _describe tool tools\n"
                                "        return\n"
                                "    fi\n"
                                "    local tool=mbr-$words[2]\n"
                                "    shift words\n"
                                "    words[1]=$tool\n"
                                "    ((CURRENT--))\n"
                                "    _dispatch $tool $tool\n";

void mbr_complete_zsh(struct mbr_buf *to, const struct mbr_tool *tool, const struct mbr_opt *common)
{
    mbr_put_format(to, "#compdef %s\n\n", tool->name);
    if (operands_begin(tool, "[TOOL")) {
        mbr_put_format(to, "_mbr()\n{\n%s}\n\n_mbr \"$@\"\n", zsh_front);
        return;
    }
    mbr_put_text(to, "_arguments -s -S");
    for (const struct mbr_opt *opt = tool->opts; opt && opt->kind; opt++) {
        if (opt->help)
            put_zsh_option(to, opt);
    }
    for (const struct mbr_opt *opt = common; opt && opt->kind; opt++) {
        if (opt->help)
            put_zsh_option(to, opt);
    }
    mbr_put_text(to, takes_files(tool) ? " \\\n    '*:file:_files'\n" : "\n");
}

static void put_fish_option(struct mbr_buf *to, const char *name, const struct mbr_opt *opt)
{
    mbr_put_format(to, "complete -c %s", name);
    if (opt->letter)
        mbr_put_format(to, " -s %c", opt->letter);
    mbr_put_format(to, " -l %s", opt->name);
    if (opt->kind == MBR_OPT_KIND_CHOICE) {
        mbr_put_text(to, " -x -a '");
        put_choices(to, opt);
        mbr_put_char(to, '\'');
    } else if (opt->kind != MBR_OPT_KIND_FLAG) {
        mbr_put_text(to, opt->kind == MBR_OPT_KIND_FILE ? " -r -F" : " -x");
    }
    mbr_put_text(to, " -d '");
    put_quoted(to, opt->help, "\\", "\\'");
    mbr_put_text(to, "'\n");
}

static const char fish_front[] =
    "function __mbr_tools\n"
    "    complete -C mbr- | string replace -rf '^mbr-(\\S+).*' '$1'\n"
    "    echo help\n"
    "end\n"
    "function __mbr_rest\n"
    "    set -l words (commandline -opc)\n"
    "    if test \"$words[2]\" = help\n"
    "        __mbr_tools\n"
    "        return\n"
    "    end\n"
    "    complete -C \"mbr-$words[2..] \"(commandline -ct)\n"
    "end\n"
    "complete -c mbr -f\n"
    "complete -c mbr -n '__fish_is_nth_token 1' -a '(__mbr_tools)'\n"
    "complete -c mbr -n 'not __fish_is_nth_token 1' -a '(__mbr_rest)'\n";

void mbr_complete_fish(struct mbr_buf *to, const struct mbr_tool *tool,
                       const struct mbr_opt *common)
{
    mbr_put_format(to, "# fish completion for %s\n\n", tool->name);
    if (operands_begin(tool, "[TOOL")) {
        mbr_put_text(to, fish_front);
        return;
    }
    if (!takes_files(tool))
        mbr_put_format(to, "complete -c %s -f\n", tool->name);
    for (const struct mbr_opt *opt = tool->opts; opt && opt->kind; opt++) {
        if (opt->help)
            put_fish_option(to, tool->name, opt);
    }
    for (const struct mbr_opt *opt = common; opt && opt->kind; opt++) {
        if (opt->help)
            put_fish_option(to, tool->name, opt);
    }
}
