// What went wrong while an export was written: the first problems in words, the rest as a number.

export interface ProblemList {
  readonly add: (problem: string) => void;
  sentences(): string[];
}

const mostNamed = 5;

export function createProblemList(): ProblemList {
  const named: string[] = [];
  let more = 0;
  return {
    add(problem) {
      if (named.length < mostNamed) named.push(problem);
      else more += 1;
    },
    sentences: () =>
      more === 0 ? [...named] : [...named, `${more} more ${more === 1 ? "sample was" : "samples were"} written without their texts.`],
  };
}
