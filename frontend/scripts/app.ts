// Small comforts for pages that all work without them.
import { countCharacters } from "./page/count";
import { guardTyping, submitOnce } from "./page/form";
import { closeMenus } from "./page/menu";
import { showPasswords } from "./page/password";
import { skipUnscrollable } from "./page/scroll";

document.querySelector<HTMLElement>("[data-focus]")?.focus();
closeMenus();
countCharacters();
guardTyping();
showPasswords();
skipUnscrollable();
submitOnce();
