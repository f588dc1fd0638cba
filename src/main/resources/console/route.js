// Where one is in the page: what stands behind the # of its address. Nothing secret ever does.

import {useEffect, useState} from "./vendor/htm-preact.js";

const read = () => decodeURIComponent(location.hash.replace(/^#\/?/, ""));

/** The way to a place, for a link. */
export const to = place => `#/${place.split("/").map(encodeURIComponent).join("/")}`;

export const go = place => {
  location.hash = to(place);
};

export function useRoute() {
  const [place, set] = useState(read());
  useEffect(() => {
    const changed = () => set(read());
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, []);
  return place;
}
