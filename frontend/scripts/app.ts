// Small comforts for pages that all work without them.
import { countCharacters } from "./page/count";
import { guardTyping, submitOnce } from "./page/form";
import { answerByDigits } from "./page/keying";
import { fillScreen } from "./page/kiosk";
import { answerWhileTyping } from "./page/live";
import { closeMenus } from "./page/menu";
import { showPasswords } from "./page/password";
import { offerPictures } from "./page/png";
import { skipUnscrollable } from "./page/scroll";
import { warnOfTheEnd } from "./page/session";

document.querySelector<HTMLElement>("[data-focus]")?.focus();
answerByDigits();
answerWhileTyping();
closeMenus();
countCharacters();
guardTyping();
offerPictures();
showPasswords();
skipUnscrollable();
submitOnce();
fillScreen();
warnOfTheEnd();
