/** Questions one after another, by keyboard, with a way back: VS Code's own quick picks and input boxes. */
import * as vscode from 'vscode';

export const BACK = Symbol('back');
/** An answer, one step back, or undefined where the person gave up. */
export type Answer<T> = T | typeof BACK | undefined;

export interface Place {
  readonly title: string;
  /** From 1 on; the first has no way back. */
  readonly step: number;
  readonly totalSteps: number;
}

/**
 * Asks until a state has no more questions; undefined where the person gave up.
 * @param next asks the next question of a state, and gives the state with the answer; undefined where there is none left
 */
export async function ask<State>(
  start: State,
  next: (state: State, step: number) => Promise<Answer<State>> | undefined,
): Promise<State | undefined> {
  const states = [start];
  for (;;) {
    const state = states.at(-1)!;
    const question = next(state, states.length);
    if (!question) return state;
    const answer = await question;
    if (answer === undefined) return undefined;
    if (answer === BACK) states.pop();
    else states.push(answer);
  }
}

/** The row that is taken; `canTake` keeps rows that only tell something. */
export function pick<Item extends vscode.QuickPickItem>(
  place: Place,
  placeholder: string,
  items: readonly Item[],
  canTake: (item: Item) => boolean = () => true,
): Promise<Answer<Item>> {
  const box = vscode.window.createQuickPick<Item>();
  box.items = items;
  box.placeholder = placeholder;
  box.matchOnDescription = true;
  box.matchOnDetail = true;
  return answered(box, place, () => {
    const [item] = box.selectedItems;
    return item && canTake(item) ? item : undefined;
  });
}

interface Suggestion {
  /** What stands there at first. */
  readonly text: string;
  readonly example?: string;
}

/** `problemOf` says what is wrong with a text. */
export function type(
  place: Place,
  prompt: string,
  { text, example }: Suggestion,
  problemOf: (text: string) => string | undefined,
): Promise<Answer<string>> {
  const box = vscode.window.createInputBox();
  box.prompt = prompt;
  box.value = text;
  box.placeholder = example;
  box.valueSelection = [0, text.length];
  const changed = box.onDidChangeValue((value) => {
    box.validationMessage = problemOf(value) ?? '';
  });
  return answered(box, place, () => {
    box.validationMessage = problemOf(box.value) ?? '';
    return box.validationMessage === '' ? box.value : undefined;
  }).finally(() => changed.dispose());
}

/** `accept` gives the answer, or undefined where Enter does nothing yet. */
async function answered<T>(
  box: vscode.QuickPick<vscode.QuickPickItem> | vscode.InputBox,
  { title, step, totalSteps }: Place,
  accept: () => T | undefined,
): Promise<Answer<T>> {
  box.title = title;
  box.step = step;
  box.totalSteps = Math.max(step, totalSteps);
  box.ignoreFocusOut = true;
  if (step > 1) box.buttons = [vscode.QuickInputButtons.Back];
  const events: vscode.Disposable[] = [];
  try {
    return await new Promise<Answer<T>>((resolve) => {
      events.push(
        box.onDidAccept(() => {
          const answer = accept();
          if (answer !== undefined) resolve(answer);
        }),
        box.onDidTriggerButton(() => resolve(BACK)),
        box.onDidHide(() => resolve(undefined)),
      );
      box.show();
    });
  } finally {
    for (const event of events) event.dispose();
    box.dispose();
  }
}
