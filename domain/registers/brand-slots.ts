import { MOST_BRANDS, type ProjectEntry } from './project.js';

/** A project with what decides about its slots. */
type Branded = Pick<ProjectEntry, 'title' | 'brandYears'> & { committee: string };

/** The brand projects of committees, year by year: one or two each. */
export class BrandSlots {
  /** Titles by committee and year. */
  private readonly taken = new Map<string, string[]>();

  constructor(projects: readonly Branded[]) {
    for (const project of projects)
      for (const year of project.brandYears) this.titles(project, year).push(project.title);
  }

  /**
   * Takes a slot of every year the project names.
   * @returns the first year that is full, with the titles that fill it; then no slot is taken
   */
  take(project: Branded): { year: number; titles: readonly string[] } | undefined {
    const full = project.brandYears.find((year) => this.titles(project, year).length >= MOST_BRANDS);
    if (full !== undefined) return { year: full, titles: this.titles(project, full) };
    for (const year of project.brandYears) this.titles(project, year).push(project.title);
    return undefined;
  }

  private titles({ committee }: Branded, year: number): string[] {
    const key = `${committee} ${year}`;
    const titles = this.taken.get(key) ?? [];
    this.taken.set(key, titles);
    return titles;
  }
}
