// Shell completion: one script for each shell, made of the commands and options that there are. Pure. The
// words are in the script, so that no key press starts a process.

export interface CompletedCommand {
  name: string;
  description: string;
  /** Long flags. */
  options: readonly { flag: string; description: string }[];
  /** What may stand after the command besides files. */
  words: readonly string[];
}

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

const scripts: Readonly<Record<Shell, (commands: readonly CompletedCommand[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** How it is switched on. */
export const howToUse: Readonly<Record<Shell, string>> = {
  bash: 'source <(npx holdfast completion bash)',
  zsh: 'source <(npx holdfast completion zsh)',
  fish: 'npx holdfast completion fish | source',
};

export function completionScript(shell: Shell, commands: readonly CompletedCommand[]): string {
  return `# holdfast, for ${shell}: ${howToUse[shell]}\n${scripts[shell](commands)}`;
}

/** Text in single quotes, as all three read it. */
function quoted(text: string, escapedQuote = "'\\''"): string {
  return `'${text.replaceAll("'", escapedQuote)}'`;
}

function bashScript(commands: readonly CompletedCommand[]): string {
  const cases = commands.map(({ name, options, words }) => {
    const flags = options.map(({ flag }) => flag).join(' ');
    return `    ${name}) flags=${quoted(flags)}; words=${quoted(words.join(' '))} ;;`;
  });
  return `_holdfast() {
  local word=\${COMP_WORDS[COMP_CWORD]} command=\${COMP_WORDS[1]} flags= words=
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W ${quoted(commands.map(({ name }) => name).join(' '))} -- "$word"))
    return
  fi
  case $command in
${cases.join('\n')}
  esac
  case $word in
    -*) COMPREPLY=($(compgen -W "$flags" -- "$word")) ;;
    *) COMPREPLY=($(compgen -W "$words" -- "$word") $(compgen -f -- "$word")) ;;
  esac
}
complete -o filenames -F _holdfast holdfast
`;
}

function zshScript(commands: readonly CompletedCommand[]): string {
  const described = (name: string, description: string) =>
    quoted(`${name.replaceAll(':', '\\:')}:${description}`);
  const cases = commands.map(({ name, options, words }) => {
    const flags = options.map(({ flag, description }) => described(flag, description)).join(' ');
    return `    ${name}) flags=(${flags}); words=(${words.map((word) => quoted(word)).join(' ')}) ;;`;
  });
  return `_holdfast() {
  local -a commands flags words
  commands=(${commands.map(({ name, description }) => described(name, description)).join(' ')})
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local word=\${words[CURRENT]-} command=\${(Q)__holdfast_line[2]}
  case $command in
${cases.join('\n')}
  esac
  if [[ $PREFIX == -* ]]; then _describe option flags; else _describe name words; _files; fi
}
_holdfast_entry() {
  local -a __holdfast_line=("\${words[@]}")
  _holdfast
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
compdef _holdfast_entry holdfast
`;
}

function fishScript(commands: readonly CompletedCommand[]): string {
  const text = (words: string) => quoted(words, "\\'");
  const alone = 'complete -c holdfast -n __fish_use_subcommand -f';
  const lines = commands.flatMap(({ name, description, options, words }) => {
    const inside = `complete -c holdfast -n ${text(`__fish_seen_subcommand_from ${name}`)}`;
    return [
      `${alone} -a ${name} -d ${text(description)}`,
      ...options.map((option) => `${inside} -l ${option.flag.slice(2)} -d ${text(option.description)}`),
      ...(words.length === 0 ? [] : [`${inside} -a ${text(words.join(' '))}`]),
    ];
  });
  return `${lines.join('\n')}\n`;
}
