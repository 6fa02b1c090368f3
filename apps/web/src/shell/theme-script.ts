export const THEME_KEY = 'frontdesk.theme';

/** Runs before the first paint, from the static HTML; its hash is in the content security policy. */
export const THEME_SCRIPT = `(function(){try{var t=localStorage.getItem('${THEME_KEY}');if(t==='dark'||(t!=='light'&&matchMedia('(prefers-color-scheme: dark)').matches))document.documentElement.classList.add('dark')}catch(e){}})()`;
